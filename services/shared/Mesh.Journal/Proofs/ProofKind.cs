namespace Mesh.Journal.Proofs;

/// <summary>What a stored value of a tree is.</summary>
internal enum ProofKind
{
    /// <summary>256 subtrees of one level.</summary>
    Tile,

    /// <summary>The hashes of 256 records.</summary>
    RecordHashes,

    /// <summary>A published tree head.</summary>
    Head,
}
