using System.Diagnostics;

namespace Mesh.Ledger.Domain;

/// <summary>
/// Decides whether the state allows a transfer whose identifier is new. Checks in the order of <see cref="TransferStatus"/>.
/// </summary>
internal static class TransferRules
{
    /// <summary>Says what happens: the transfer is applied, or refused for ever.</summary>
    /// <param name="book">The book; null when nothing was ever decided in it.</param>
    /// <param name="bookName">Its name.</param>
    /// <param name="terms">What is asked.</param>
    public static LedgerEvent Decide(Book? book, string bookName, TransferTerms terms) => terms.Kind switch
    {
        TransferKind.Single or TransferKind.Pending => Move(book, bookName, terms),
        TransferKind.Post or TransferKind.Void => EndHold(book, bookName, terms),
        _ => throw new UnreachableException($"{terms.Kind} is not a kind of transfer."),
    };

    private static LedgerEvent Move(Book? book, string bookName, TransferTerms terms)
    {
        var refusal = CheckMove(book, terms);
        return refusal is { } status
            ? new TransferRefused(bookName, terms, status)
            : new TransferApplied(bookName, terms, terms.DebitAccountId, terms.CreditAccountId, terms.Amount, Released: 0);
    }

    private static TransferStatus? CheckMove(Book? book, TransferTerms terms)
    {
        if (book?.FindAccount(terms.DebitAccountId) is not { } debit)
        {
            return TransferStatus.DebitAccountNotFound;
        }

        if (book.FindAccount(terms.CreditAccountId) is not { } credit)
        {
            return TransferStatus.CreditAccountNotFound;
        }

        if (debit.Terms.Asset != credit.Terms.Asset)
        {
            return TransferStatus.AccountsMustHaveTheSameAsset;
        }

        // No account can have more than the sum over all accounts has.
        if (book.SumsOf(debit.Terms.Asset).Balances.Overflows(terms.Amount))
        {
            return TransferStatus.OverflowsBalance;
        }

        if (debit.ForbidsDebit(terms.Amount))
        {
            return TransferStatus.ExceedsCredits;
        }

        return credit.ForbidsCredit(terms.Amount) ? TransferStatus.ExceedsDebits : null;
    }

    private static LedgerEvent EndHold(Book? book, string bookName, TransferTerms terms)
    {
        if (book?.FindTransfer(terms.PendingId) is not { IsApplied: true } pending)
        {
            return new TransferRefused(bookName, terms, TransferStatus.PendingTransferNotFound);
        }

        if (book.FindHold(terms.PendingId) is not { } hold)
        {
            return new TransferRefused(bookName, terms, TransferStatus.PendingTransferNotPending);
        }

        // Limits need no check: a hold counts against them from its beginning, and ending it only makes room.
        return CheckHold(hold, terms) is { } status
            ? new TransferRefused(bookName, terms, status)
            : EndHold(bookName, terms, pending.Terms, hold);
    }

    private static TransferStatus? CheckHold(Hold hold, TransferTerms terms) => hold.State switch
    {
        HoldState.Posted => TransferStatus.PendingTransferAlreadyPosted,
        HoldState.Voided => TransferStatus.PendingTransferAlreadyVoided,
        HoldState.Open when terms.Kind == TransferKind.Post && terms.Amount > hold.Held => TransferStatus.ExceedsPendingTransferAmount,
        HoldState.Open => null,
        _ => throw new UnreachableException($"{hold.State} is not a state of a hold."),
    };

    private static TransferApplied EndHold(string bookName, TransferTerms terms, TransferTerms pending, Hold hold)
    {
        var isVoid = terms.Kind == TransferKind.Void;
        var released = isVoid ? hold.Held : terms.Final ? checked(hold.Held - terms.Amount) : 0;
        return new TransferApplied(
            bookName, terms, pending.DebitAccountId, pending.CreditAccountId, isVoid ? released : terms.Amount, released);
    }
}
