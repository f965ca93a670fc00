namespace Mesh.Ledger.Domain;

/// <summary>What became of an asset, in order of precedence. Numbers are those of the wire.</summary>
public enum AssetStatus
{
    Created = 1,
    Exists = 2,
    ExistsWithDifferentScale = 3,
    ExistsWithDifferentExternalReference = 4,
    TooManyAssets = 5,
}
