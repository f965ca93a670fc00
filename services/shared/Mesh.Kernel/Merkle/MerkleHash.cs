using System.Buffers;
using System.Security.Cryptography;

namespace Mesh.Kernel.Merkle;

/// <summary>
/// The hashes of a Merkle tree (RFC 6962, section 2.1, June 2013): the two prefixes keep a leaf from passing for a node.
/// </summary>
public static class MerkleHash
{
    /// <summary>Bytes of every hash: SHA-256.</summary>
    public const int ByteLength = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;
    private const int StackBytesMax = 1_024;

    /// <summary>Gets the root of a tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] Empty() => SHA256.HashData([]);

    /// <summary>Computes the hash of a leaf: SHA-256 over 0x00 and the leaf.</summary>
    /// <param name="leaf">Bytes of the leaf; may be empty.</param>
    /// <param name="destination">Takes 32 bytes.</param>
    public static void Leaf(ReadOnlySpan<byte> leaf, Span<byte> destination)
    {
        // One call over one piece of memory instead of a hash built in steps; most leaves are some 130 bytes.
        var byteLength = leaf.Length + 1;
        var rented = byteLength <= StackBytesMax ? null : ArrayPool<byte>.Shared.Rent(byteLength);
        var prefixed = rented is null ? stackalloc byte[byteLength] : rented.AsSpan(0, byteLength);
        prefixed[0] = LeafPrefix;
        leaf.CopyTo(prefixed[1..]);
        SHA256.HashData(prefixed, destination);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Computes the hash of a leaf.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> leaf)
    {
        var hash = new byte[ByteLength];
        Leaf(leaf, hash);
        return hash;
    }

    /// <summary>Computes the hash of a node: SHA-256 over 0x01 and the hashes of its two children.</summary>
    /// <param name="left">32 bytes.</param>
    /// <param name="right">32 bytes.</param>
    /// <param name="destination">Takes 32 bytes; may be one of the two.</param>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> prefixed = stackalloc byte[1 + 2 * ByteLength];
        prefixed[0] = NodePrefix;
        left.CopyTo(prefixed[1..]);
        right.CopyTo(prefixed[(1 + ByteLength)..]);
        SHA256.HashData(prefixed, destination);
    }

    /// <summary>Computes the root of a perfect tree.</summary>
    /// <param name="hashes">1, 2, 4, 8 … hashes of 32 bytes, laid end to end. Overwritten: they are folded where they are.</param>
    public static byte[] FoldPerfect(Span<byte> hashes)
    {
        for (var count = hashes.Length / ByteLength; count > 1; count /= 2)
        {
            for (var pair = 0; pair < count / 2; pair++)
            {
                var children = hashes.Slice(2 * pair * ByteLength, 2 * ByteLength);
                Node(children[..ByteLength], children[ByteLength..], hashes.Slice(pair * ByteLength, ByteLength));
            }
        }

        return hashes[..ByteLength].ToArray();
    }

    /// <summary>Computes the root of a tree from its perfect subtrees, the largest and leftmost first; of none that is the empty root.
    /// </summary>
    public static byte[] FoldRight(IReadOnlyList<ReadOnlyMemory<byte>> subtrees)
    {
        if (subtrees.Count == 0)
        {
            return Empty();
        }

        var root = subtrees[^1].ToArray();
        for (var index = subtrees.Count - 2; index >= 0; index--)
        {
            Node(subtrees[index].Span, root, root);
        }

        return root;
    }
}
