namespace Mesh.Ledger.Domain;

/// <summary>
/// What became of a transfer, in order of precedence: the first that applies is the answer. Numbers are those of the wire and of the
/// stored records, never reused, and say nothing of the order.
/// </summary>
public enum TransferStatus
{
    Created = 1,
    Exists = 2,
    ExistsWithDifferentKind = 3,
    ExistsWithDifferentFlags = 4,
    ExistsWithDifferentPendingId = 5,
    ExistsWithDifferentReversesId = 6,
    ExistsWithDifferentTimeout = 7,
    ExistsWithDifferentDebitAccountId = 8,
    ExistsWithDifferentCreditAccountId = 9,
    ExistsWithDifferentAmount = 10,
    ExistsWithDifferentFinal = 11,
    ExistsWithDifferentCode = 12,
    ExistsWithDifferentExternalReference = 13,
    ExistsWithDifferentEffectiveTime = 34,
    ExistsWithDifferentMetadata = 35,
    ExistsWithDifferentCreateTime = 36,
    LinkedTransferFailed = 14,
    ImportedTimeMustNotAdvance = 37,
    ImportedTimeMustNotRegress = 38,
    DebitAccountNotFound = 15,
    CreditAccountNotFound = 16,
    AccountsMustHaveTheSameAsset = 17,
    PendingTransferNotFound = 18,
    PendingTransferNotPending = 19,
    PendingTransferAlreadyPosted = 20,
    PendingTransferAlreadyVoided = 21,
    PendingTransferExpired = 22,
    ExceedsPendingTransferAmount = 23,
    ReversedTransferNotFound = 24,
    ReversedTransferNotReversible = 25,
    ReversedTransferAlreadyReversed = 26,
    DebitAccountAlreadyClosed = 27,
    CreditAccountAlreadyClosed = 28,
    DebitAccountFrozen = 32,
    CreditAccountFrozen = 33,
    OverflowsBalance = 29,
    ExceedsCredits = 30,
    ExceedsDebits = 31,
    ImportedTimeMustPostdateDebitAccount = 39,
    ImportedTimeMustPostdateCreditAccount = 40,
}
