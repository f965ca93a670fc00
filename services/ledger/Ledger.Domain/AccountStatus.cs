namespace Mesh.Ledger.Domain;

/// <summary>
/// What became of an account, in order of precedence, which numbers do not say: they are those of the wire. A refusal is not kept.
/// </summary>
public enum AccountStatus
{
    Created = 1,
    Exists = 2,
    ExistsWithDifferentAsset = 3,
    ExistsWithDifferentType = 4,
    ExistsWithDifferentCode = 5,
    ExistsWithDifferentFlags = 6,
    ExistsWithDifferentOverdraftLimit = 7,
    ExistsWithDifferentExternalReference = 8,
    ExistsWithDifferentCreateTime = 10,
    ImportedTimeMustNotAdvance = 11,
    ImportedTimeMustNotRegress = 12,
    AssetNotFound = 9,
}
