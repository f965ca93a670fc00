using Mesh.Kernel;

namespace Mesh.Journal.Proofs;

/// <summary>What a tree head says of the last leaf of its tree.</summary>
/// <param name="Sequence">Number of the record that it comes from; 0 when the tree is empty.</param>
/// <param name="RecordHash">Hash of that record, 32 bytes; the genesis hash when the tree is empty.</param>
/// <param name="Time">When it happened; the epoch when the tree is empty.</param>
internal sealed record LastLeaf(ulong Sequence, ReadOnlyMemory<byte> RecordHash, Moment Time);
