using System.Diagnostics;
using System.Text;
using Mesh.Kernel;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// Writes protobuf fields straight into the bytes of a journal record, without an object or a copy an event. Zero and empty fields are left
/// out and lengths are as short as they can be, so the bytes are those that the generated classes would write.
/// </summary>
internal ref struct RecordWriter(Span<byte> bytes)
{
    private const uint Varint = 0;
    private const uint LengthDelimited = 2;

    private readonly Span<byte> bytes = bytes;

    /// <summary>Bytes written so far.</summary>
    public int ByteLength { get; private set; }

    public void WriteNumber(int field, ulong value)
    {
        if (value != 0)
        {
            WriteTag(field, Varint);
            WriteVarint(value);
        }
    }

    public void WriteId(int field, Id128 id)
    {
        if (id != default)
        {
            WriteTag(field, LengthDelimited);
            bytes[ByteLength++] = Id128.ByteLength;
            id.Write(bytes[ByteLength..]);
            ByteLength += Id128.ByteLength;
        }
    }

    public void WriteText(int field, string text)
    {
        if (text.Length > 0)
        {
            WriteTag(field, LengthDelimited);
            WriteVarint((ulong)Encoding.UTF8.GetByteCount(text));
            ByteLength += Encoding.UTF8.GetBytes(text, bytes[ByteLength..]);
        }
    }

    /// <summary>Begins a nested message; returns what <see cref="EndMessage"/> needs.</summary>
    public int BeginMessage(int field)
    {
        WriteTag(field, LengthDelimited);
        ByteLength++;
        return ByteLength;
    }

    /// <summary>
    /// Puts the length in front of a nested message. One byte was left for it; the rare longer message moves up by another.
    /// </summary>
    public void EndMessage(int start)
    {
        var byteLength = ByteLength - start;
        Debug.Assert(byteLength < 1 << 14, "The length of a nested message takes at most two bytes.");
        if (byteLength < 1 << 7)
        {
            bytes[start - 1] = (byte)byteLength;
            return;
        }

        bytes[start..ByteLength].CopyTo(bytes[(start + 1)..]);
        bytes[start - 1] = (byte)((byteLength & 0x7f) | 0x80);
        bytes[start] = (byte)(byteLength >> 7);
        ByteLength++;
    }

    // One byte up to field 15, two from there on.
    private void WriteTag(int field, uint wireType) => WriteVarint(((uint)field << 3) | wireType);

    private void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            bytes[ByteLength++] = (byte)((value & 0x7f) | 0x80);
            value >>= 7;
        }

        bytes[ByteLength++] = (byte)value;
    }
}
