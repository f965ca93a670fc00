using Mesh.Journal.Records;

namespace Mesh.Journal.Proofs;

/// <summary>Up to 256 leaves, as the records have them.</summary>
/// <param name="Tile">Their hashes and places.</param>
/// <param name="Leaves">For each the stored bytes of the event, and its record.</param>
internal sealed record LeafChunk(TreeTile Tile, IReadOnlyList<(ReadOnlyMemory<byte> Leaf, StoredRecord Record)> Leaves);
