using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// Transfers that are applied together or not at all. When one is refused the others are refused for it, for ever under their identifiers.
/// </summary>
internal static class LinkedGroup
{
    /// <summary>Decides a group.</summary>
    /// <param name="state">The state that it is decided on.</param>
    /// <param name="command">The command.</param>
    /// <param name="group">Places of the group's transfers in it, at least two.</param>
    /// <param name="results">Takes the results, at the same places.</param>
    /// <param name="happening">Takes the events.</param>
    public static void Create(
        LedgerState state, CreateTransfers command, Range group, TransferResult[] results, Happening happening)
    {
        var (first, count) = group.GetOffsetAndLength(command.Transfers.Count);
        var known = KnownCount(state, command, first, count);
        if (known == 0)
        {
            DecideNew(state, command, first, count, results, happening);
            return;
        }

        // A repeat of all of it, or one that is partly known: what is known keeps its answer, and the rest cannot be applied without it.
        for (var index = first; index < first + count; index++)
        {
            results[index] = RefuseUnlessKnown(state, command.Book, command.Transfers[index], happening);
        }
    }

    /// <summary>Counts what cannot be applied as new: known identifiers, and those that the group itself has twice.</summary>
    private static int KnownCount(LedgerState state, CreateTransfers command, int first, int count)
    {
        var book = state.FindBook(command.Book);
        var ids = new HashSet<Id128>(count);
        var known = 0;
        for (var index = first; index < first + count; index++)
        {
            var id = command.Transfers[index].Id;
            known += !ids.Add(id) || book?.FindTransfer(id) is not null ? 1 : 0;
        }

        return known;
    }

    private static void DecideNew(
        LedgerState state, CreateTransfers command, int first, int count, TransferResult[] results, Happening happening)
    {
        var mark = happening.Mark();
        TransferApplied? last = null;
        for (var index = first; index < first + count; index++)
        {
            results[index] = LedgerDecisions.Create(state, command.Book, command.Transfers[index], ref last, happening);
            if (results[index].Status == TransferStatus.Created)
            {
                continue;
            }

            var reason = results[index].Status;
            happening.TakeBack(mark);
            for (var refused = first; refused < first + count; refused++)
            {
                var status = refused == index ? reason : TransferStatus.LinkedTransferFailed;
                results[refused] = Refuse(command.Book, command.Transfers[refused], status, happening);
            }

            return;
        }
    }

    private static TransferResult RefuseUnlessKnown(LedgerState state, string book, TransferTerms terms, Happening happening) =>
        state.FindBook(book)?.FindTransfer(terms.Id) is { } known
            ? TransferResult.Of(known, terms)
            : Refuse(book, terms, TransferStatus.LinkedTransferFailed, happening);

    private static TransferResult Refuse(string book, TransferTerms terms, TransferStatus reason, Happening happening)
    {
        var time = happening.Now();
        happening.Add(new TransferRefused(book, terms, reason));
        return new TransferResult(reason, time, Replayed: false);
    }
}
