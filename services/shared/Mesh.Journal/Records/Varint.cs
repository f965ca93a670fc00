namespace Mesh.Journal.Records;

/// <summary>Protobuf's variable-length integers: 7 bits a byte, lowest first, the top bit says that more follow.</summary>
internal static class Varint
{
    public const int ByteLengthMax = 10;

    public static int LengthOf(ulong value)
    {
        var length = 1;
        for (; value >= 0x80; value >>= 7)
        {
            length++;
        }

        return length;
    }

    /// <summary>Writes the shortest form and returns its length.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            destination[length++] = (byte)(value & 0x7F | 0x80);
        }

        destination[length++] = (byte)value;
        return length;
    }

    /// <summary>Reads a value and returns its length; 0 when the bytes end too early or the value has more than 64 bits.</summary>
    public static int Read(ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        for (var index = 0; index < Math.Min(source.Length, ByteLengthMax); index++)
        {
            var bits = (ulong)(source[index] & 0x7F);
            if (index == ByteLengthMax - 1 && bits > 1)
            {
                return 0;
            }

            value |= bits << (7 * index);
            if (source[index] < 0x80)
            {
                return index + 1;
            }
        }

        return 0;
    }
}
