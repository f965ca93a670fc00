using System.Numerics;

namespace Mesh.Kernel.Merkle;

/// <summary>
/// Says which subtrees' roots a proof is made of (RFC 6962, sections 2.1.1 and 2.1.2), so that whoever makes one fetches just these.
/// </summary>
public static class MerklePath
{
    /// <summary>Lists the subtrees of an inclusion proof, in the order of the proof: from the leaf upwards.</summary>
    /// <param name="index">The leaf. Range: 0 to <paramref name="size"/> - 1.</param>
    /// <param name="size">Leaves of the tree.</param>
    public static IReadOnlyList<MerkleRange> Inclusion(ulong index, ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<MerkleRange>();
        for (var tree = new MerkleRange(0, size); tree.Count > 1;)
        {
            var (left, right) = Split(tree);
            path.Add(index < right.First ? right : left);
            tree = index < right.First ? left : right;
        }

        path.Reverse();
        return path;
    }

    /// <summary>Lists the subtrees of a proof that a tree begins with another one, in the order of the proof.</summary>
    /// <param name="oldSize">Leaves of the smaller tree. Range: 0 to <paramref name="size"/>; of 0 or the whole the proof is empty.</param>
    /// <param name="size">Leaves of the tree.</param>
    public static IReadOnlyList<MerkleRange> Consistency(ulong oldSize, ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        var path = new List<MerkleRange>();
        if (oldSize == 0)
        {
            return path;
        }

        var tree = new MerkleRange(0, size);
        while (oldSize != tree.End)
        {
            var (left, right) = Split(tree);
            path.Add(oldSize <= left.End ? right : left);
            tree = oldSize <= left.End ? left : right;
        }

        // A verifier knows the root of the old tree, but not that of a part of it.
        if (tree.First > 0)
        {
            path.Add(tree);
        }

        path.Reverse();
        return path;
    }

    /// <summary>Splits a tree where RFC 6962 does: the left part is the largest power of two below the whole.</summary>
    private static (MerkleRange Left, MerkleRange Right) Split(MerkleRange tree)
    {
        var middle = tree.First + (1UL << BitOperations.Log2(tree.Count - 1));
        return (tree with { End = middle }, tree with { First = middle });
    }
}
