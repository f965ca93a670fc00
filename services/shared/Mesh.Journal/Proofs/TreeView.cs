using Mesh.Kernel.Merkle;

namespace Mesh.Journal.Proofs;

/// <summary>A tree at one moment: its right edge. All else of it is stored. Immutable.</summary>
/// <param name="Sequence">Last record whose events are in it.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Its root, 32 bytes.</param>
/// <param name="Last">Where its last leaf comes from.</param>
/// <param name="Edge">For each level from 0 the entries after its last full tile.</param>
internal sealed record TreeView(ulong Sequence, ulong Size, ReadOnlyMemory<byte> Root, LastLeaf Last, IReadOnlyList<TreeTile> Edge)
{
    /// <summary>Number of the tile of a level that is not full yet.</summary>
    public ulong EdgeTile(int level) => (Size >> (ProofLimits.TileHeight * level)) >> ProofLimits.TileHeight;

    /// <summary>Says which entries of which tile a node is the root of.</summary>
    public static (int Level, ulong Tile, int First, int Count) EntriesOf(MerkleNode node)
    {
        var above = node.Height % ProofLimits.TileHeight;
        var first = node.Number << above;
        return (
            node.Height / ProofLimits.TileHeight,
            first >> ProofLimits.TileHeight,
            (int)(first & (ProofLimits.TileEntries - 1)),
            1 << above);
    }
}
