using Mesh.Journal.V1;

namespace Mesh.Journal.Records;

/// <summary>
/// The one byte layout of a stored <see cref="JournalRecord"/>: its four fields in order, each in its shortest form, and nothing else. A
/// reader that accepts only this layout notices a change of any single bit, those outside the hash included.
/// </summary>
internal static class RecordLayout
{
    public const byte SequenceTag = JournalRecord.SequenceFieldNumber << 3;
    public const byte PreviousHashTag = (JournalRecord.PreviousHashFieldNumber << 3) | LengthDelimited;
    public const byte HashTag = (JournalRecord.HashFieldNumber << 3) | LengthDelimited;
    public const byte BodyTag = (JournalRecord.BodyFieldNumber << 3) | LengthDelimited;

    public const byte WriterTag = (JournalBody.WriterFieldNumber << 3) | LengthDelimited;
    public const byte TimeTag = JournalBody.TimeUnixNanosFieldNumber << 3;
    public const byte FormatVersionTag = JournalBody.FormatVersionFieldNumber << 3;
    public const byte EventTag = (JournalBody.EventsFieldNumber << 3) | LengthDelimited;
    public const byte ClaimReasonTag = JournalBody.ClaimReasonFieldNumber << 3;

    /// <summary>Bytes before the body when sequence and body length need the most.</summary>
    public const int HeaderByteLengthMax = 1 + Varint.ByteLengthMax + 2 * (2 + ChainHash.ByteLength) + 1 + Varint.ByteLengthMax;

    private const byte LengthDelimited = 2;

    public static int HeaderByteLength(ulong sequence, int bodyByteLength) =>
        1 + Varint.LengthOf(sequence) + 2 * (2 + ChainHash.ByteLength) + 1 + Varint.LengthOf((ulong)bodyByteLength);

    /// <summary>Writes everything before the body. The destination has exactly the length of the header.</summary>
    public static void WriteHeader(
        Span<byte> destination, ulong sequence, ReadOnlySpan<byte> previousHash, ReadOnlySpan<byte> hash, int bodyByteLength)
    {
        destination[0] = SequenceTag;
        var at = 1 + Varint.Write(destination[1..], sequence);
        at += WriteHash(destination[at..], PreviousHashTag, previousHash);
        at += WriteHash(destination[at..], HashTag, hash);
        destination[at++] = BodyTag;
        Varint.Write(destination[at..], (ulong)bodyByteLength);
    }

    private static int WriteHash(Span<byte> destination, byte tag, ReadOnlySpan<byte> hash)
    {
        destination[0] = tag;
        destination[1] = ChainHash.ByteLength;
        hash.CopyTo(destination[2..]);
        return 2 + ChainHash.ByteLength;
    }
}
