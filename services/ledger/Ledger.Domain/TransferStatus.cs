namespace Mesh.Ledger.Domain;

/// <summary>
/// What became of a transfer, in order of precedence: the first that applies is the answer. Numbers are those of the wire and of the
/// stored records: never reused.
/// </summary>
public enum TransferStatus
{
    Created = 1,
    Exists = 2,
    ExistsWithDifferentKind = 3,
    ExistsWithDifferentPendingId = 4,
    ExistsWithDifferentDebitAccountId = 5,
    ExistsWithDifferentCreditAccountId = 6,
    ExistsWithDifferentAmount = 7,
    ExistsWithDifferentFinal = 8,
    ExistsWithDifferentCode = 9,
    ExistsWithDifferentExternalReference = 10,
    DebitAccountNotFound = 11,
    CreditAccountNotFound = 12,
    AccountsMustHaveTheSameAsset = 13,
    PendingTransferNotFound = 14,
    PendingTransferNotPending = 15,
    PendingTransferAlreadyPosted = 16,
    PendingTransferAlreadyVoided = 17,
    ExceedsPendingTransferAmount = 18,
    OverflowsBalance = 19,
    ExceedsCredits = 20,
    ExceedsDebits = 21,
}
