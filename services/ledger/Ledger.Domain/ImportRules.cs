using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// What holds for items that come from an older ledger with their original times: they come in the order of those times, and before
/// anything that this ledger makes itself. So the order of the journal is that of the times, imported or not.
/// </summary>
internal static class ImportRules
{
    /// <summary>Checks the time of an account that is imported; null when all is well.</summary>
    public static AccountStatus? Check(Book? book, AccountTerms terms, Moment now) =>
        terms.ImportTime is not { } time ? null
        : time >= now ? AccountStatus.ImportedTimeMustNotAdvance
        : time <= book?.NewestAccountTime ? AccountStatus.ImportedTimeMustNotRegress
        : null;

    /// <summary>Checks the time of a transfer that is imported; null when all is well.</summary>
    public static TransferStatus? Check(Book? book, TransferTerms terms, Moment now) =>
        terms.ImportTime is not { } time ? null
        : time >= now ? TransferStatus.ImportedTimeMustNotAdvance
        : time <= book?.NewestTransferTime ? TransferStatus.ImportedTimeMustNotRegress
        : null;

    /// <summary>Checks that the accounts of an imported transfer are older than it; null when all is well.</summary>
    public static TransferStatus? CheckAccounts(Book book, TransferApplied applied) =>
        applied.Terms.ImportTime is not { } time ? null
        : time <= book.FindAccount(applied.DebitAccountId)!.Value.CreateTime ? TransferStatus.ImportedTimeMustPostdateDebitAccount
        : time <= book.FindAccount(applied.CreditAccountId)!.Value.CreateTime ? TransferStatus.ImportedTimeMustPostdateCreditAccount
        : null;
}
