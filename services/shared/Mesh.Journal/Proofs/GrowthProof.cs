namespace Mesh.Journal.Proofs;

/// <summary>Shows that a tree begins with an older one.</summary>
/// <param name="Old">The older tree.</param>
/// <param name="Head">The tree.</param>
/// <param name="Hashes">The proof; empty when the older tree is empty or the same.</param>
public sealed record GrowthProof(TreeHead Old, TreeHead Head, IReadOnlyList<ReadOnlyMemory<byte>> Hashes);
