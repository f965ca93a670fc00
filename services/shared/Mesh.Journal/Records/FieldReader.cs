namespace Mesh.Journal.Records;

/// <summary>
/// Walks the fields of a protobuf message without copying them. Throws <see cref="FormatException"/> when the bytes are no message.
/// </summary>
internal struct FieldReader(ReadOnlyMemory<byte> message)
{
    private int at;

    /// <summary>Number and wire type of the present field, as protobuf writes them.</summary>
    public ulong Tag { get; private set; }

    /// <summary>Value of the present field when it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Value of the present field when it is not a number.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        if (at == message.Length)
        {
            return false;
        }

        Tag = TakeNumber();
        switch (Tag & 7)
        {
            case 0:
                Number = TakeNumber();
                break;
            case 1:
                Bytes = Take(sizeof(ulong));
                break;
            case 2:
                Bytes = Take(checked((int)TakeNumber()));
                break;
            case 5:
                Bytes = Take(sizeof(uint));
                break;
            default:
                throw new FormatException($"Field tag {Tag} has a wire type that protobuf does not use any more.");
        }

        return true;
    }

    private ulong TakeNumber()
    {
        var byteLength = Varint.Read(message.Span[at..], out var value);
        at += byteLength > 0 ? byteLength : throw new FormatException("A number is not complete.");
        return value;
    }

    private ReadOnlyMemory<byte> Take(int byteLength)
    {
        if (byteLength > message.Length - at)
        {
            throw new FormatException("A field is longer than what is left.");
        }

        var taken = message.Slice(at, byteLength);
        at += byteLength;
        return taken;
    }
}
