using System.Numerics;

namespace Mesh.Kernel.Merkle;

/// <summary>Leaves that stand next to each other, and whose own tree is a subtree of the whole one.</summary>
/// <param name="First">Index of the first leaf, from 0.</param>
/// <param name="End">Index after the last leaf.</param>
public readonly record struct MerkleRange(ulong First, ulong End)
{
    /// <summary>Number of leaves.</summary>
    public ulong Count => End - First;

    /// <summary>
    /// Lists the perfect subtrees that make up the range, from left to right, each smaller than the one before: the root of the range is
    /// <see cref="MerkleHash.FoldRight"/> of their hashes.
    /// </summary>
    public IReadOnlyList<MerkleNode> PerfectSubtrees()
    {
        var nodes = new List<MerkleNode>();
        for (var first = First; first < End;)
        {
            var height = BitOperations.Log2(End - first);
            nodes.Add(new MerkleNode(height, first >> height));
            first += 1UL << height;
        }

        return nodes;
    }
}
