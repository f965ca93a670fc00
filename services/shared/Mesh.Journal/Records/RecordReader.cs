using System.Globalization;

namespace Mesh.Journal.Records;

/// <summary>Reads stored records and accepts only what a <see cref="RecordDraft"/> could have written.</summary>
internal static class RecordReader
{
    private const int HeaderByteLengthMin = 1 + 1 + 2 * (2 + ChainHash.ByteLength) + 1 + 1;

    /// <summary>Reads the value stored under the key of record <paramref name="sequence"/>.</summary>
    /// <exception cref="JournalDamagedException">The value is not that record, whole and unchanged.</exception>
    public static StoredRecord Read(int partition, ulong sequence, ReadOnlyMemory<byte> stored)
    {
        var span = stored.Span;
        if (span.Length < HeaderByteLengthMin || span[0] != RecordLayout.SequenceTag)
        {
            throw Damaged(partition, sequence, "does not look like a journal record.");
        }

        var numberByteLength = Varint.Read(span[1..], out var number);
        if (numberByteLength == 0 || number != sequence)
        {
            throw Damaged(partition, sequence, string.Create(CultureInfo.InvariantCulture, $"says that it is record {number}."));
        }

        var hashesStart = 1 + numberByteLength;
        var previousHash = TakeHash(span, hashesStart);
        var hash = TakeHash(span, hashesStart + 2 + ChainHash.ByteLength);
        var bodyStart = BodyStart(span, hashesStart + 2 * (2 + ChainHash.ByteLength));
        var body = stored[bodyStart..];
        RequireHash(partition, sequence, previousHash, hash, body.Span);
        RequireLayout(partition, sequence, span[..bodyStart], previousHash, hash, body.Length);
        return RecordBodyReader.Read(partition, sequence, previousHash, hash, body, stored.Length);
    }

    private static byte[] TakeHash(ReadOnlySpan<byte> span, int fieldStart) =>
        span.Length >= fieldStart + 2 + ChainHash.ByteLength ? span.Slice(fieldStart + 2, ChainHash.ByteLength).ToArray() : [];

    /// <summary>
    /// The body reaches to the end, so its start follows from the length of its length; a wrong one fails the checks below.
    /// </summary>
    private static int BodyStart(ReadOnlySpan<byte> span, int fieldStart) =>
        fieldStart >= span.Length ? span.Length : Math.Min(span.Length, fieldStart + 1 + Varint.Read(span[(fieldStart + 1)..], out _));

    private static void RequireHash(int partition, ulong sequence, byte[] previousHash, byte[] hash, ReadOnlySpan<byte> body)
    {
        Span<byte> computed = stackalloc byte[ChainHash.ByteLength];
        ChainHash.Compute(previousHash, sequence, body, computed);
        if (!computed.SequenceEqual(hash))
        {
            throw Damaged(partition, sequence, "has a hash that does not fit its content.");
        }
    }

    private static void RequireLayout(
        int partition, ulong sequence, ReadOnlySpan<byte> header, byte[] previousHash, byte[] hash, int bodyByteLength)
    {
        Span<byte> expected = stackalloc byte[RecordLayout.HeaderByteLength(sequence, bodyByteLength)];
        RecordLayout.WriteHeader(expected, sequence, previousHash, hash, bodyByteLength);
        if (!expected.SequenceEqual(header))
        {
            throw Damaged(partition, sequence, "has a header that no writer writes.");
        }
    }

    private static JournalDamagedException Damaged(int partition, ulong sequence, string problem) => new(partition, sequence, problem);
}
