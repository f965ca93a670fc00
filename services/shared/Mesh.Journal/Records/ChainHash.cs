using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Journal.Records;

/// <summary>The hash that ties each record to all records before it.</summary>
internal static class ChainHash
{
    public const int ByteLength = SHA256.HashSizeInBytes;

    /// <summary>Computes what record 1 follows. It names service and partition, so that no journal can pass for another.</summary>
    public static byte[] Genesis(string service, int partition) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"mesh-journal/{service}/{partition}")));

    /// <summary>Computes the hash of a record: SHA-256 over the previous hash, the sequence as 8 big-endian bytes, and the body.</summary>
    public static void Compute(ReadOnlySpan<byte> previousHash, ulong sequence, ReadOnlySpan<byte> body, Span<byte> destination)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, sequence);
        hash.AppendData(previousHash);
        hash.AppendData(number);
        hash.AppendData(body);
        hash.GetHashAndReset(destination);
    }
}
