using System.Diagnostics;
using Mesh.Kernel;

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
    /// <param name="now">Time of the decision.</param>
    /// <param name="before">What was applied right before it in its linked group; null when there is no such transfer.</param>
    public static LedgerEvent Decide(Book? book, string bookName, TransferTerms terms, Moment now, TransferApplied? before)
    {
        if (ImportRules.Check(book, terms, now) is { } early)
        {
            return new TransferRefused(bookName, terms, early);
        }

        var happened = DecideKind(book, bookName, terms);
        return happened is TransferApplied applied
            && (ImportRules.CheckAccounts(book!, applied) ?? ExchangeRules.Check(book!, applied, before)) is { } late
            ? new TransferRefused(bookName, terms, late)
            : happened;
    }

    private static LedgerEvent DecideKind(Book? book, string bookName, TransferTerms terms) => terms.Kind switch
    {
        TransferKind.Single or TransferKind.Pending => Move(book, bookName, terms),
        TransferKind.Post or TransferKind.Void => EndHold(book, bookName, terms),
        TransferKind.Reverse => Reverse(book, bookName, terms),
        _ => throw new UnreachableException($"{terms.Kind} is not a kind of transfer."),
    };

    private static LedgerEvent Move(Book? book, string bookName, TransferTerms terms)
    {
        if (book?.FindAccount(terms.DebitAccountId) is not { } debit)
        {
            return new TransferRefused(bookName, terms, TransferStatus.DebitAccountNotFound);
        }

        if (book.FindAccount(terms.CreditAccountId) is not { } credit)
        {
            return new TransferRefused(bookName, terms, TransferStatus.CreditAccountNotFound);
        }

        var amount = Balanced(terms, debit, credit);
        return CheckMove(terms, debit, credit, amount) is { } status
            ? new TransferRefused(bookName, terms, status)
            : Noted(
                new TransferApplied(bookName, terms, terms.DebitAccountId, terms.CreditAccountId, amount, Released: 0), debit, credit);
    }

    /// <summary>A balancing transfer moves what is there, and at most what is asked for.</summary>
    private static UInt128 Balanced(TransferTerms terms, in Account debit, in Account credit)
    {
        var amount = terms.Amount;
        amount = terms.Has(TransferFlags.BalancingDebit) ? UInt128.Min(amount, debit.DebitsLeft) : amount;
        return terms.Has(TransferFlags.BalancingCredit) ? UInt128.Min(amount, credit.CreditsLeft) : amount;
    }

    private static TransferStatus? CheckMove(TransferTerms terms, in Account debit, in Account credit, UInt128 amount)
    {
        if (debit.Profile.Asset != credit.Profile.Asset)
        {
            return TransferStatus.AccountsMustHaveTheSameAsset;
        }

        // Nothing there to balance is a refusal, not a movement of nothing.
        var isEmpty = amount == 0 && terms.Amount > 0;
        return CheckPosting(debit, credit, amount)
            ?? (isEmpty && terms.Has(TransferFlags.BalancingDebit) && debit.DebitsLeft == 0 ? TransferStatus.ExceedsCredits
                : isEmpty ? TransferStatus.ExceedsDebits
                : null);
    }

    /// <summary>Checks what holds for every movement between two accounts of one asset.</summary>
    private static TransferStatus? CheckPosting(in Account debit, in Account credit, UInt128 amount)
    {
        if (CheckOpen(debit, credit) is { } shut)
        {
            return shut;
        }

        if (debit.Balances.OverflowsDebits(amount) || credit.Balances.OverflowsCredits(amount))
        {
            return TransferStatus.OverflowsBalance;
        }

        if (debit.ForbidsDebit(amount))
        {
            return TransferStatus.ExceedsCredits;
        }

        return credit.ForbidsCredit(amount) ? TransferStatus.ExceedsDebits : null;
    }

    /// <summary>Checks that both accounts take movements at all.</summary>
    private static TransferStatus? CheckOpen(in Account debit, in Account credit) =>
        debit.RefusesAsClosed ? TransferStatus.DebitAccountAlreadyClosed
        : credit.RefusesAsClosed ? TransferStatus.CreditAccountAlreadyClosed
        : debit.IsFrozen ? TransferStatus.DebitAccountFrozen
        : credit.IsFrozen ? TransferStatus.CreditAccountFrozen
        : null;

    private static LedgerEvent EndHold(Book? book, string bookName, TransferTerms terms)
    {
        if (book?.FindHold(terms.PendingId) is not { } hold)
        {
            var status = book?.FindTransfer(terms.PendingId) is { IsApplied: true }
                ? TransferStatus.PendingTransferNotPending
                : TransferStatus.PendingTransferNotFound;
            return new TransferRefused(bookName, terms, status);
        }

        // Limits need no check: a hold counts against them from its beginning, and ending it only makes room.
        return CheckHold(book, hold, terms) is { } refusal
            ? new TransferRefused(bookName, terms, refusal)
            : EndHold(book, terms, hold);
    }

    private static TransferStatus? CheckHold(Book book, in Hold hold, TransferTerms terms)
    {
        if (hold.State == HoldState.Posted)
        {
            return TransferStatus.PendingTransferAlreadyPosted;
        }

        if (hold.State == HoldState.Voided)
        {
            return TransferStatus.PendingTransferAlreadyVoided;
        }

        if (hold.State == HoldState.Expired)
        {
            return TransferStatus.PendingTransferExpired;
        }

        if (terms.Kind == TransferKind.Void)
        {
            return null;
        }

        return terms.Amount > hold.Held ? TransferStatus.ExceedsPendingTransferAmount
            : CheckOpen(book.FindAccount(hold.DebitAccountId)!.Value, book.FindAccount(hold.CreditAccountId)!.Value);
    }

    private static TransferApplied EndHold(Book book, TransferTerms terms, in Hold hold)
    {
        var isVoid = terms.Kind == TransferKind.Void;
        var released = isVoid ? hold.Held : terms.Final ? checked(hold.Held - terms.Amount) : 0;
        return Noted(
            new TransferApplied(
                book.Name, terms, hold.DebitAccountId, hold.CreditAccountId, isVoid ? released : terms.Amount, released),
            book.FindAccount(hold.DebitAccountId)!.Value,
            book.FindAccount(hold.CreditAccountId)!.Value);
    }

    /// <summary>Moves the whole amount of an earlier movement back, once.</summary>
    private static LedgerEvent Reverse(Book? book, string bookName, TransferTerms terms)
    {
        if (book?.FindTransfer(terms.ReversesId) is not { IsApplied: true } first)
        {
            return new TransferRefused(bookName, terms, TransferStatus.ReversedTransferNotFound);
        }

        if (first.Terms.Kind is not (TransferKind.Single or TransferKind.Post))
        {
            return new TransferRefused(bookName, terms, TransferStatus.ReversedTransferNotReversible);
        }

        if (book.FindReversal(terms.ReversesId) is not null)
        {
            return new TransferRefused(bookName, terms, TransferStatus.ReversedTransferAlreadyReversed);
        }

        var debit = book.FindAccount(first.CreditAccountId)!.Value;
        var credit = book.FindAccount(first.DebitAccountId)!.Value;
        return CheckPosting(debit, credit, first.Amount) is { } status
            ? new TransferRefused(bookName, terms, status)
            : Noted(
                new TransferApplied(bookName, terms, first.CreditAccountId, first.DebitAccountId, first.Amount, Released: 0),
                debit,
                credit);
    }

    /// <summary>Adds the balances after it, for accounts that keep history.</summary>
    private static TransferApplied Noted(TransferApplied applied, in Account debit, in Account credit) =>
        BalancesAfter.Of(debit, credit, Posting.Of(applied)) is { } after ? applied with { After = after } : applied;
}
