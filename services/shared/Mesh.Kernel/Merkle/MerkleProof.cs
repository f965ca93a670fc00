using System.Numerics;

namespace Mesh.Kernel.Merkle;

/// <summary>
/// Checks proofs (RFC 6962 of June 2013; the steps are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2, of December 2021, for subtrees
/// those of draft-ietf-plants-merkle-tree-certs, read 2026-11). Nothing here throws, whatever it is given: a wrong proof is an answer.
/// </summary>
public static class MerkleProof
{
    /// <summary>Says whether a leaf is in a tree.</summary>
    /// <param name="leafHash">Hash of the leaf, 32 bytes.</param>
    /// <param name="index">Place of the leaf, from 0.</param>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="root">Root of the tree, 32 bytes.</param>
    /// <param name="proof">Hashes of the proof, from the leaf upwards.</param>
    public static bool Includes(
        ReadOnlySpan<byte> leafHash, ulong index, ulong size, ReadOnlySpan<byte> root, IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        if (index >= size || leafHash.Length != MerkleHash.ByteLength || !AreHashes(leafHash, root, proof))
        {
            return false;
        }

        var computed = leafHash.ToArray();
        var last = size - 1;
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((index & 1) == 1 || index == last)
            {
                MerkleHash.Node(sibling.Span, computed, computed);
                while ((index & 1) == 0)
                {
                    (index, last) = (index >> 1, last >> 1);
                }
            }
            else
            {
                MerkleHash.Node(computed, sibling.Span, computed);
            }

            (index, last) = (index >> 1, last >> 1);
        }

        return last == 0 && root.SequenceEqual(computed);
    }

    /// <summary>Says whether a tree begins with an older one: nothing in it was changed or taken away.</summary>
    /// <param name="oldSize">Leaves of the older tree, at least 1: every tree begins with the empty one, so of that nothing is proven.
    /// </param>
    /// <param name="oldRoot">Root of the older tree, 32 bytes.</param>
    /// <param name="size">Leaves of the tree.</param>
    /// <param name="root">Root of the tree, 32 bytes.</param>
    /// <param name="proof">Hashes of the proof.</param>
    public static bool IsConsistent(
        ulong oldSize,
        ReadOnlySpan<byte> oldRoot,
        ulong size,
        ReadOnlySpan<byte> root,
        IReadOnlyList<ReadOnlyMemory<byte>> proof) =>
        oldSize > 0 && HasSubtree(new MerkleRange(0, oldSize), oldRoot, size, root, proof);

    /// <summary>Says whether a leaf is in a subtree, which some verifiers keep instead of the whole tree.</summary>
    public static bool SubtreeIncludes(
        ReadOnlySpan<byte> leafHash,
        ulong index,
        MerkleRange subtree,
        ReadOnlySpan<byte> root,
        IReadOnlyList<ReadOnlyMemory<byte>> proof) =>
        IsSubtree(subtree) && index >= subtree.First
        && Includes(leafHash, index - subtree.First, subtree.Count, root, proof);

    /// <summary>Says whether a subtree is a part of a tree. The empty subtree is a part of every tree.</summary>
    public static bool HasSubtree(
        MerkleRange subtree,
        ReadOnlySpan<byte> subtreeRoot,
        ulong size,
        ReadOnlySpan<byte> root,
        IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        if (!IsSubtree(subtree) || subtree.End > size || !AreHashes(subtreeRoot, root, proof))
        {
            return false;
        }

        if (subtree.Count == 0)
        {
            return proof.Count == 0 && subtreeRoot.SequenceEqual(MerkleHash.Empty());
        }

        var (first, last, end) = Skip(subtree, size - 1);
        var next = first == last ? 0 : 1;
        if (next > proof.Count)
        {
            return false;
        }

        // Both are computed from the same hashes: what the subtree's root must be, and what the tree's must be.
        var computedSubtree = next == 0 ? subtreeRoot.ToArray() : proof[0].ToArray();
        var computed = computedSubtree.ToArray();
        for (; next < proof.Count; next++)
        {
            if (end == 0)
            {
                return false;
            }

            var sibling = proof[next].Span;
            if ((last & 1) == 1 || last == end)
            {
                if (first < last)
                {
                    MerkleHash.Node(sibling, computedSubtree, computedSubtree);
                }

                MerkleHash.Node(sibling, computed, computed);
                while ((last & 1) == 0)
                {
                    (first, last, end) = (first >> 1, last >> 1, end >> 1);
                }
            }
            else
            {
                MerkleHash.Node(computed, sibling, computed);
            }

            (first, last, end) = (first >> 1, last >> 1, end >> 1);
        }

        return end == 0 && subtreeRoot.SequenceEqual(computedSubtree) && root.SequenceEqual(computed);
    }

    /// <summary>Goes up from the last leaf of a subtree to the largest perfect tree that ends with it.</summary>
    private static (ulong First, ulong Last, ulong End) Skip(MerkleRange subtree, ulong end)
    {
        var (first, last) = (subtree.First, subtree.End - 1);
        var isToTheEnd = last == end;
        while (first != last && (isToTheEnd || (last & 1) == 1))
        {
            (first, last, end) = (first >> 1, last >> 1, end >> 1);
        }

        return (first, last, end);
    }

    /// <summary>A subtree begins at a multiple of the smallest power of two that holds it.</summary>
    private static bool IsSubtree(MerkleRange range) =>
        range.First <= range.End && (range.Count <= 1 || range.First % RoundUp(range.Count) == 0);

    private static ulong RoundUp(ulong count) =>
        count > 1UL << 63 ? ulong.MaxValue : BitOperations.RoundUpToPowerOf2(count);

    /// <summary>Without a proof nothing is hashed, and two roots are the same or not whatever they are.</summary>
    private static bool AreHashes(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, IReadOnlyList<ReadOnlyMemory<byte>> proof) =>
        proof.Count == 0 || (first.Length == MerkleHash.ByteLength && second.Length == MerkleHash.ByteLength
            && proof.All(static hash => hash.Length == MerkleHash.ByteLength));
}
