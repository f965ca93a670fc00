namespace Mesh.Ledger.Domain;

/// <summary>
/// What became of an update of an account, in order of precedence: the first that applies is the answer. Numbers are those of the wire and
/// of the stored records: never reused.
/// </summary>
public enum AccountUpdateStatus
{
    Updated = 1,
    Exists = 2,
    ExistsWithDifferentAccountId = 3,
    ExistsWithDifferentExpectedVersion = 4,
    ExistsWithDifferentFrozen = 5,
    ExistsWithDifferentClosed = 6,
    ExistsWithDifferentMetadata = 7,
    AccountNotFound = 8,
    AccountVersionMismatch = 9,
    AccountMustBeEmpty = 10,
}
