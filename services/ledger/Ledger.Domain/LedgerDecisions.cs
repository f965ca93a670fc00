using System.Diagnostics;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>One function per command: state and command in, answer and events out. A known identifier adds no event.</summary>
public static class LedgerDecisions
{
    /// <summary>Decides a command. Refused items are answers too; nothing here throws for what a client asked.</summary>
    /// <param name="state">The state that it is decided on.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="happening">Takes the events and applies each before the next item is decided.</param>
    /// <returns>
    /// The answer; <see cref="ExpiryResult"/> when more holds were due than one record takes, so that only they were given back: the same
    /// command has to come again.
    /// </returns>
    public static LedgerResult Decide(LedgerState state, LedgerCommand command, Happening happening)
    {
        if (!Expire(state, happening) && command is not ExpireHolds)
        {
            return new ExpiryResult(state.NextExpiry?.Time);
        }

        if (command is not (RestoreEvents or FinishRestore) && state.FindBook(command.Book) is { Restore.IsOpen: true })
        {
            return new BookIsBeingRestored();
        }

        return command switch
        {
            CreateAssets create => new AssetResults(
                [.. create.Assets.Select(terms => AssetRules.Create(state, create.Book, terms, happening))]),
            CreateAccounts create => Create(state, create, happening),
            CreateTransfers { IsTrial: true } trial => Try(state, trial, happening),
            CreateTransfers create => Create(state, create, happening),
            UpdateAccounts update => new AccountUpdateResults(
                [.. update.Updates.Select(terms => AccountUpdateRules.Update(state, update.Book, terms, happening))]),
            RestoreEvents restore => RestoreRules.Restore(state, restore, happening),
            FinishRestore finish => RestoreRules.Finish(state, finish, happening),
            ExpireHolds => new ExpiryResult(state.NextExpiry?.Time),
            _ => throw new UnreachableException($"{command.GetType().Name} is not a command of the ledger."),
        };
    }

    /// <summary>
    /// Gives back what expired holds held, before anything else is decided: so a hold ends at its very time, whoever comes next.
    /// </summary>
    /// <returns>
    /// False when more are due than one record takes: then they are all that happens now. What one record takes is given back beside the
    /// command itself, or a partition in which holds are always due would never come to decide anything.
    /// </returns>
    private static bool Expire(LedgerState state, Happening happening)
    {
        var now = happening.Now();
        for (var count = 0; state.NextExpiry is { } next && next.Time <= now; count++)
        {
            if (count == LedgerLimits.ExpiriesMax)
            {
                return false;
            }

            happening.Add(ExpiryOf(state.FindBook(next.Book)!, next.PendingId));
        }

        return true;
    }

    /// <summary>Says what gives back what a hold holds, whether it is due or not.</summary>
    internal static HoldExpired ExpiryOf(Book book, Id128 pendingId)
    {
        var hold = book.FindHold(pendingId)!.Value;
        var expired = new HoldExpired(book.Name, pendingId, hold.DebitAccountId, hold.CreditAccountId, hold.Held);
        var after = BalancesAfter.Of(
            book.FindAccount(hold.DebitAccountId)!.Value, book.FindAccount(hold.CreditAccountId)!.Value, Posting.Of(expired));
        return after is null ? expired : expired with { After = after };
    }

    private static AccountResults Create(LedgerState state, CreateAccounts command, Happening happening)
    {
        var results = new AccountResult[command.Accounts.Count];
        for (var index = 0; index < results.Length; index++)
        {
            results[index] = Create(state, command.Book, command.Accounts[index], happening);
        }

        return new AccountResults(results);
    }

    private static AccountResult Create(LedgerState state, string book, AccountTerms terms, Happening happening)
    {
        var found = state.FindBook(book);
        if (found?.FindAccount(terms.Id) is { } existing)
        {
            var status = TermsComparison.Compare(existing.Terms, terms);
            return new AccountResult(status, status == AccountStatus.Exists ? existing.CreateTime : null);
        }

        var time = happening.Now();
        if (ImportRules.Check(found, terms, time) is { } refusal)
        {
            return new AccountResult(refusal, CreateTime: null);
        }

        if (!AssetRules.TryFind(found, terms.Asset, out var asset, out var scale))
        {
            return new AccountResult(AccountStatus.AssetNotFound, CreateTime: null);
        }

        happening.Add(new AccountCreated(book, ReferenceEquals(asset, terms.Asset) ? terms : terms with { Asset = asset }, scale));
        return new AccountResult(AccountStatus.Created, terms.ImportTime ?? time);
    }

    /// <summary>Decides transfers and takes back what happened: holds that were due stay given back, as before any command.</summary>
    private static TransferResults Try(LedgerState state, CreateTransfers command, Happening happening)
    {
        var mark = happening.Mark();
        var results = Create(state, command, happening);
        happening.TakeBack(mark);
        return results;
    }

    private static TransferResults Create(LedgerState state, CreateTransfers command, Happening happening)
    {
        var results = new TransferResult[command.Transfers.Count];
        var first = 0;
        for (var index = 0; index < results.Length; index++)
        {
            // The last of a command ends its group, whatever it says.
            if (command.Transfers[index].IsLinked && index < results.Length - 1)
            {
                continue;
            }

            if (index == first)
            {
                TransferApplied? none = null;
                results[index] = Create(state, command.Book, command.Transfers[index], ref none, happening);
            }
            else
            {
                LinkedGroup.Create(state, command, first..(index + 1), results, happening);
            }

            first = index + 1;
        }

        return new TransferResults(results);
    }

    /// <summary>Decides one transfer.</summary>
    /// <param name="state">The state that it is decided on.</param>
    /// <param name="bookName">Its book.</param>
    /// <param name="terms">What is asked.</param>
    /// <param name="last">What was applied right before it in its linked group, or null; takes what this one applies.</param>
    /// <param name="happening">Takes the event.</param>
    internal static TransferResult Create(
        LedgerState state, string bookName, TransferTerms terms, ref TransferApplied? last, Happening happening)
    {
        var book = state.FindBook(bookName);
        if (book?.FindTransfer(terms.Id) is { } existing)
        {
            return TransferResult.Of(existing, terms);
        }

        var time = happening.Now();
        var happened = TransferRules.Decide(book, bookName, terms, time, last);
        happening.Add(happened);
        last = happened as TransferApplied;
        return happened is TransferRefused refused
            ? new TransferResult(refused.Status, time, Replayed: false)
            : new TransferResult(TransferStatus.Created, terms.ImportTime ?? time, Replayed: false)
            {
                Amount = ((TransferApplied)happened).Amount,
            };
    }
}
