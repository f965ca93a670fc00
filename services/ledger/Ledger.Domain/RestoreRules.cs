using System.Diagnostics;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// Restores a book from the events of another one, with their times. Nothing is taken on trust: whatever changes an account is decided
/// again, at its own time, and has to come out as it did. A refusal changes nothing but that its identifier is taken; the reason why is
/// taken as it is, for it depends on what a linked group took back again.
/// </summary>
internal static class RestoreRules
{
    /// <summary>Restores events, or none of them. What is there already, by an earlier command, is passed over.</summary>
    public static LedgerResult Restore(LedgerState state, RestoreEvents command, Happening happening)
    {
        var progress = state.FindBook(command.Book)?.Restore;
        if (progress is { Until.UnixNanos: 0 })
        {
            return new RestoreRefused(RestoreRefusal.BookNotEmpty, Index: 0);
        }

        if (command.After > (progress?.Until ?? default))
        {
            return new RestoreRefused(RestoreRefusal.Gap, Index: 0);
        }

        var mark = happening.Mark();
        var replayed = command.Events.TakeWhile(asked => asked.RestoredTime <= progress?.Until).Count();
        for (var index = replayed; index < command.Events.Count; index++)
        {
            var before = index == 0 ? null : command.Events[index - 1] as TransferApplied;
            if (Restore(state.FindBook(command.Book), command.Events[index], before, happening) is { } refusal)
            {
                happening.TakeBack(mark);
                return new RestoreRefused(refusal, index);
            }
        }

        return new RestoreResult(command.Events.Count - replayed, replayed);
    }

    /// <summary>Finishes the restoring; a book that is finished stays so.</summary>
    public static LedgerResult Finish(LedgerState state, FinishRestore command, Happening happening)
    {
        var progress = state.FindBook(command.Book)?.Restore ?? default;
        if (progress.Until == default)
        {
            // Nothing was restored into it, whether it is empty or not.
            return new RestoreRefused(RestoreRefusal.BookNotEmpty, Index: 0);
        }

        if (!progress.IsOpen)
        {
            return new RestoreResult(RestoredCount: 0, ReplayedCount: 1);
        }

        happening.Add(new RestoreFinished(command.Book));
        return new RestoreResult(RestoredCount: 1, ReplayedCount: 0);
    }

    /// <summary>Restores one event; says why not when it cannot.</summary>
    private static RestoreRefusal? Restore(Book? book, LedgerEvent asked, TransferApplied? before, Happening happening)
    {
        if (book is { Restore.IsOpen: false })
        {
            return RestoreRefusal.BookNotEmpty;
        }

        if (asked.RestoredTime >= happening.Now())
        {
            return RestoreRefusal.TimeMustNotAdvance;
        }

        if (Decide(book, asked, before) is not { } happened)
        {
            return RestoreRefusal.EventNotReproduced;
        }

        happening.Add(happened with { RestoredTime = asked.RestoredTime });
        return null;
    }

    /// <summary>Says what the rules make of it; null when that is something else than what is asked.</summary>
    /// <param name="book">The book; null while it is empty.</param>
    /// <param name="asked">The event.</param>
    /// <param name="before">The event right before it, when that is a transfer that was applied.</param>
    private static LedgerEvent? Decide(Book? book, LedgerEvent asked, TransferApplied? before) => asked switch
    {
        AssetCreated created => book?.FindAsset(created.Terms.Code) is null && !(book?.AssetCount >= LedgerLimits.AssetsMax) ? asked : null,
        AccountCreated created => Decide(book, created),
        AccountUpdated updated => Decide(book, updated),
        AccountUpdateRefused refused => book?.FindUpdate(refused.Terms.Id) is not null ? null
            : refused with { Version = book?.FindAccount(refused.Terms.AccountId)?.Version ?? 0 },
        TransferApplied applied => Decide(book, applied, before is { Terms.IsLinked: true } ? before : null),
        TransferRefused refused => book?.FindTransfer(refused.Terms.Id) is null ? asked : null,
        HoldExpired expired => Decide(book, expired),
        _ => throw new UnreachableException($"{asked.GetType().Name} is not restored."),
    };

    private static AccountCreated? Decide(Book? book, AccountCreated asked)
    {
        var terms = asked.Terms;
        var isNew = book?.FindAccount(terms.Id) is null && ImportRules.Check(book, terms, asked.RestoredTime) is null;
        return isNew && AssetRules.TryFind(book, terms.Asset, out var asset, out var scale) && scale == asked.AssetScale
            ? asked with { Terms = terms with { Asset = asset } }
            : null;
    }

    private static AccountUpdated? Decide(Book? book, AccountUpdated asked)
    {
        var account = book?.FindAccount(asked.Terms.AccountId);
        return book?.FindUpdate(asked.Terms.Id) is null && AccountUpdateRules.Refusal(account, asked.Terms) is null
            && asked.Version == account!.Value.Version + 1
            ? asked
            : null;
    }

    private static TransferApplied? Decide(Book? book, TransferApplied asked, TransferApplied? before)
    {
        // In the book that it comes from its hold had not expired: that would have happened before.
        if (book is null || book.FindTransfer(asked.Terms.Id) is not null
            || (book.FindHold(asked.Terms.PendingId) is { ExpireTime: { } expires } && expires <= asked.RestoredTime))
        {
            return null;
        }

        return TransferRules.Decide(book, book.Name, asked.Terms, asked.RestoredTime, before) is TransferApplied applied
            && applied.DebitAccountId == asked.DebitAccountId && applied.CreditAccountId == asked.CreditAccountId
            && applied.Amount == asked.Amount && applied.Released == asked.Released
            ? applied
            : null;
    }

    private static HoldExpired? Decide(Book? book, HoldExpired asked) =>
        book?.FindHold(asked.PendingId) is { State: HoldState.Open, ExpireTime: { } expires } && expires <= asked.RestoredTime
            && LedgerDecisions.ExpiryOf(book, asked.PendingId) is var expired
            && expired.DebitAccountId == asked.DebitAccountId && expired.CreditAccountId == asked.CreditAccountId
            && expired.Released == asked.Released
            ? expired
            : null;
}
