using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Kernel;

/// <summary>The published rule that says which partition a tenant lives in. Never changes: journals depend on it.</summary>
public static class PartitionHash
{
    /// <summary>
    /// The first 8 bytes of SHA-256 over the tenant's UTF-8 name, as a big-endian number, modulo the partition count.
    /// </summary>
    /// <param name="tenant">Name of the tenant (a ledger's book).</param>
    /// <param name="partitionCount">Partitions of the service. Range: 1 to 256.</param>
    /// <returns>Number of the partition, from 0 to partitionCount - 1.</returns>
    public static int PartitionOf(string tenant, int partitionCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitionCount, 1);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(tenant), digest);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(digest) % (ulong)partitionCount);
    }
}
