using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Journal.Witness;

/// <summary>
/// Seals positions by HMAC-SHA-256, so that a service believes only what it has told itself: otherwise anybody in reach could stop a
/// partition by making up a position beyond its end.
/// </summary>
internal static class PositionSeal
{
    public static byte[] Compute(byte[] key, string service, int partition, ulong sequence, ReadOnlySpan<byte> hash)
    {
        using var seal = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> numbers = stackalloc byte[sizeof(int) + sizeof(ulong)];
        BinaryPrimitives.WriteInt32BigEndian(numbers, partition);
        BinaryPrimitives.WriteUInt64BigEndian(numbers[sizeof(int)..], sequence);

        // The name last: it alone has no fixed length.
        seal.AppendData("mesh-journal-position/1"u8);
        seal.AppendData(numbers);
        seal.AppendData(hash);
        seal.AppendData(Encoding.UTF8.GetBytes(service));
        return seal.GetHashAndReset();
    }

    public static bool Fits(byte[] key, string service, JournalPosition position) => CryptographicOperations.FixedTimeEquals(
        Compute(key, service, position.Partition, position.Sequence, position.Hash.Span), position.Seal.Span);
}
