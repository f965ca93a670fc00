namespace Mesh.Journal.Proofs;

/// <summary>Shows that an event is in a partition's journal, to anybody who has the root.</summary>
/// <param name="Head">The tree that it is shown to be in.</param>
/// <param name="Sequence">Number of the event's record.</param>
/// <param name="Index">Place of the event in the record, from 0.</param>
/// <param name="LeafIndex">Place of the event in the tree, from 0.</param>
/// <param name="Leaf">Stored bytes of the event.</param>
/// <param name="Hashes">The proof, from the leaf upwards.</param>
public sealed record EventProof(
    TreeHead Head,
    ulong Sequence,
    int Index,
    ulong LeafIndex,
    ReadOnlyMemory<byte> Leaf,
    IReadOnlyList<ReadOnlyMemory<byte>> Hashes);
