namespace Mesh.Journal.Proofs;

/// <summary>A value that the tree of a partition consists of in the state store. The same records give the same bytes under the same key.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Where it is stored.</param>
/// <param name="Bytes">What is stored.</param>
/// <param name="Sequence">The record by which it was complete.</param>
internal sealed record ProofValue(ProofKind Kind, string Key, ReadOnlyMemory<byte> Bytes, ulong Sequence);
