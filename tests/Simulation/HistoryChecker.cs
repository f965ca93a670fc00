using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Simulation;

/// <summary>Holds what clients and readers saw against the one history that the store holds in the end. Reports to the history.</summary>
internal static class HistoryChecker
{
    public static void Check(RunHistory history, StoredLedger ledger)
    {
        CheckAnswers(history, ledger);
        CheckRefused(history, ledger);
        CheckOrder(history, ledger);
        CheckReads(history, ledger);
    }

    /// <summary>Nothing acknowledged is lost or has another answer than it was given.</summary>
    private static void CheckAnswers(RunHistory history, StoredLedger ledger)
    {
        var book = ledger.State.FindBook(LedgerWorkload.Book);
        foreach (var (terms, status) in Answered(history).SelectMany(Items))
        {
            if (book?.FindTransfer(terms.Id) is not { } stored)
            {
                history.Report($"{LedgerView.Short(terms.Id)} was answered {status}, but the journal does not know it");
            }
            else if (!Fits(stored, terms, status))
            {
                history.Report($"{LedgerView.Short(terms.Id)} was answered {status}, but the journal has it as {stored.Status}");
            }
        }
    }

    /// <summary>What every client that asked for it was told was not done was not done.</summary>
    private static void CheckRefused(RunHistory history, StoredLedger ledger)
    {
        var possible = history.Operations
            .Where(operation => operation.Acknowledged is not null || operation.MayBeCommitted)
            .SelectMany(operation => TransfersOf(operation.Command)).Select(terms => terms.Id).ToHashSet();
        foreach (var id in ledger.Decided.Keys.Where(id => !possible.Contains(id)))
        {
            history.Report($"{LedgerView.Short(id)} is in the journal, but everybody who asked for it was told that nothing was done");
        }
    }

    private static bool Fits(Transfer stored, TransferTerms asked, TransferStatus status) => status switch
    {
        TransferStatus.Created or TransferStatus.Exists => stored.IsApplied && stored.Terms == asked,
        _ when status.IsDifference() => stored.Terms != asked,
        _ => stored.Status == status && stored.Terms == asked,
    };

    /// <summary>Nothing reordered: what was acknowledged before another command was sent was decided before it.</summary>
    private static void CheckOrder(RunHistory history, StoredLedger ledger)
    {
        var acknowledged = new Queue<RunHistory.Operation>(Answered(history).OrderBy(operation => operation.Acknowledged));
        var (newest, firstAskers) = (0, FirstAskers(history));
        foreach (var operation in history.Operations.OrderBy(operation => operation.Invoked))
        {
            while (acknowledged.TryPeek(out var done) && done.Acknowledged < operation.Invoked)
            {
                newest = Math.Max(newest, Items(acknowledged.Dequeue())
                    .Select(item => ledger.Decided.GetValueOrDefault(item.Terms.Id)).DefaultIfEmpty(0).Max());
            }

            foreach (var terms in TransfersOf(operation.Command).Where(terms => firstAskers[terms.Id] == operation))
            {
                if (ledger.Decided.TryGetValue(terms.Id, out var place) && place <= newest)
                {
                    history.Report(
                        $"{LedgerView.Short(terms.Id)} was decided at {place}, but {newest} was acknowledged before anybody asked for it");
                }
            }
        }
    }

    /// <summary>
    /// A read sees a committed state, whole; a linearizable one also everything acknowledged before it was asked, and no less than any
    /// read that was answered before.
    /// </summary>
    private static void CheckReads(RunHistory history, StoredLedger ledger)
    {
        foreach (var read in history.Reads)
        {
            if (!ledger.Views.Contains(read.View))
            {
                history.Report($"a read saw {read.View.DecidedCount} transfers and {read.View.Balances}, never committed like that");
            }

            var known = read.IsLinearizable ? NewestKnownAt(read.Invoked, history, ledger) : 0;
            if (read.View.DecidedCount < known)
            {
                history.Report($"a read saw {read.View.DecidedCount} transfers, though {known} were known before it was asked");
            }
        }
    }

    private static long NewestKnownAt(long time, RunHistory history, StoredLedger ledger)
    {
        var acknowledged = Answered(history).Where(operation => operation.Acknowledged < time)
            .SelectMany(Items).Select(item => (long)ledger.Decided.GetValueOrDefault(item.Terms.Id));
        var read = history.Reads.Where(read => read.Answered < time).Select(read => read.View.DecidedCount);
        return acknowledged.Concat(read).DefaultIfEmpty(0).Max();
    }

    /// <summary>Who asked for an identifier first: only it says when the identifier began to be.</summary>
    private static Dictionary<Id128, RunHistory.Operation> FirstAskers(RunHistory history)
    {
        var first = new Dictionary<Id128, RunHistory.Operation>();
        foreach (var operation in history.Operations.OrderBy(operation => operation.Invoked))
        {
            foreach (var terms in TransfersOf(operation.Command))
            {
                first.TryAdd(terms.Id, operation);
            }
        }

        return first;
    }

    private static IEnumerable<RunHistory.Operation> Answered(RunHistory history) =>
        history.Operations.Where(operation => operation.Acknowledged is not null);

    private static IEnumerable<(TransferTerms Terms, TransferStatus Status)> Items(RunHistory.Operation operation) =>
        TransfersOf(operation.Command).Zip(operation.Statuses);

    private static IReadOnlyList<TransferTerms> TransfersOf(LedgerCommand command) =>
        command is CreateTransfers create ? create.Transfers : [];
}
