using System.Security.Cryptography;
using System.Text;
using Mesh.Kernel.Merkle;

namespace Mesh.Kernel.Tests.Merkle;

/// <summary>A tree as RFC 6962, section 2.1, writes it down: recursion over all leaves, and no code of the product.</summary>
internal sealed class ReferenceTree(int size)
{
    private readonly byte[][] leaves = [.. Enumerable.Range(0, size).Select(index => Encoding.UTF8.GetBytes($"leaf {index}"))];
    private readonly Dictionary<(int First, int End), byte[]> roots = [];

    public byte[] LeafHash(int index) => RootOf(index, index + 1);

    public byte[] RootOf(int first, int end)
    {
        if (roots.TryGetValue((first, end), out var known))
        {
            return known;
        }

        var count = end - first;
        var root = count switch
        {
            0 => SHA256.HashData([]),
            1 => SHA256.HashData([0, .. leaves[first]]),
            _ => SHA256.HashData([1, .. RootOf(first, first + Half(count)), .. RootOf(first + Half(count), end)]),
        };
        return roots[(first, end)] = root;
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Inclusion(int index, int within) =>
        Hashes(MerklePath.Inclusion((ulong)index, (ulong)within));

    public IReadOnlyList<ReadOnlyMemory<byte>> Consistency(int old, int within) =>
        Hashes(MerklePath.Consistency((ulong)old, (ulong)within));

    private IReadOnlyList<ReadOnlyMemory<byte>> Hashes(IReadOnlyList<MerkleRange> ranges) =>
        [.. ranges.Select(range => (ReadOnlyMemory<byte>)RootOf((int)range.First, (int)range.End))];

    private static int Half(int count)
    {
        var half = 1;
        while (half * 2 < count)
        {
            half *= 2;
        }

        return half;
    }
}
