using Mesh.Kernel;
using Mesh.Testing.Bank;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>
/// Holds what clients and readers saw against the one history that the store holds in the end. Reports to the history.
/// </summary>
internal sealed class HistoryChecker(RunHistory history, BankMachine machine)
{
    public void CheckVerification(JournalVerification verification)
    {
        if (!verification.IsIntact)
        {
            history.Report($"verification: {verification.Problem}");
        }
    }

    public void Check(StoredJournal journal)
    {
        var versions = VersionsOf(journal);
        foreach (var operation in history.Operations)
        {
            CheckOperation(operation, versions);
        }

        CheckDecisions(journal);
        CheckOrder(versions);
        CheckReads(journal, versions);
        CheckObservers(journal);
    }

    /// <summary>Nothing twice: an id is decided at most once.</summary>
    private Dictionary<Id128, long> VersionsOf(StoredJournal journal)
    {
        var versions = new Dictionary<Id128, long>();
        for (var index = 0; index < journal.Decided.Count; index++)
        {
            if (!versions.TryAdd(journal.Decided[index].Id, index + 1))
            {
                history.Report($"{journal.Decided[index].Id} was decided twice");
            }
        }

        return versions;
    }

    /// <summary>Nothing acknowledged is lost or changed, and nothing that was surely refused is there.</summary>
    private void CheckOperation(RunHistory.Operation operation, Dictionary<Id128, long> versions)
    {
        var isThere = versions.TryGetValue(operation.Command.Id, out var version);
        if (operation.Acknowledged is not null && (!isThere || operation.Result.Version != version))
        {
            history.Report($"{operation.Command.Id} was acknowledged as {operation.Result}, but the journal has it at {version}");
        }
        else if (operation.Acknowledged is null && !operation.MayBeCommitted && isThere)
        {
            history.Report($"{operation.Command.Id} was surely not committed, said the partition, but the journal has it");
        }
    }

    /// <summary>One history: deciding the commands anew in the order of the journal gives the same outcomes.</summary>
    private void CheckDecisions(StoredJournal journal)
    {
        var commands = history.Operations.ToDictionary(operation => operation.Command.Id, operation => operation);
        var state = machine.CreateState();
        state.Undo.Begin();
        foreach (var decided in journal.Decided)
        {
            var operation = commands[decided.Id];
            var result = machine.Decide(state, operation.Command, new PlainSink(state));
            if (result.Outcome != decided.Outcome || (operation.Acknowledged is not null && operation.Result.Outcome != result.Outcome))
            {
                history.Report($"{decided.Id} was decided {decided.Outcome} and answered {operation.Result.Outcome}; " +
                    $"in the journal's order it is {result.Outcome}");
            }
        }
    }

    /// <summary>Nothing reordered: what was acknowledged before another was sent comes before it.</summary>
    private void CheckOrder(Dictionary<Id128, long> versions)
    {
        var sent = history.Operations
            .Where(operation => versions.ContainsKey(operation.Command.Id)).OrderBy(operation => operation.Invoked);
        var acknowledged = new Queue<RunHistory.Operation>(
            history.Operations.Where(operation => operation.Acknowledged is not null).OrderBy(operation => operation.Acknowledged));
        var newest = 0L;
        foreach (var operation in sent)
        {
            while (acknowledged.TryPeek(out var done) && done.Acknowledged < operation.Invoked)
            {
                newest = Math.Max(newest, acknowledged.Dequeue().Result.Version);
            }

            if (versions[operation.Command.Id] <= newest)
            {
                history.Report(
                    $"{operation.Command.Id} is at {versions[operation.Command.Id]}, but {newest} was acknowledged before it was sent");
            }
        }
    }

    /// <summary>
    /// A read sees a committed state, whole; a linearizable one also everything acknowledged before it was asked, and no less than any
    /// read that was answered before.
    /// </summary>
    private void CheckReads(StoredJournal journal, Dictionary<Id128, long> versions)
    {
        foreach (var read in history.Reads)
        {
            if (!journal.BalancesAtRecordEnds.TryGetValue(read.Version, out var balances) || balances != read.Balances)
            {
                history.Report($"a read saw version {read.Version} with {read.Balances}, which was never committed like that");
            }

            var newestSent = history.Operations
                .Count(operation => operation.Invoked < read.Answered && versions.ContainsKey(operation.Command.Id));
            var known = read.IsLinearizable ? NewestKnownAt(read.Invoked) : 0;
            if (read.Version < known || read.Version > newestSent)
            {
                history.Report(
                    $"a read saw version {read.Version}; {known} was known before it and only {newestSent} had been sent by its end");
            }
        }
    }

    private long NewestKnownAt(long time)
    {
        var acknowledged = history.Operations
            .Where(operation => operation.Acknowledged < time).Select(operation => operation.Result.Version);
        var read = history.Reads.Where(read => read.Answered < time).Select(read => read.Version);
        return acknowledged.Concat(read).DefaultIfEmpty(0).Max();
    }

    /// <summary>Observers see the journal: in order, without gap, nothing that is not in it.</summary>
    private void CheckObservers(StoredJournal journal)
    {
        foreach (var observed in history.Observed)
        {
            for (var index = 0; index < observed.Count; index++)
            {
                var record = observed[index];
                if (record.Sequence != observed[0].Sequence + (ulong)index
                    || !record.Events.SequenceEqual(journal.Records[(int)record.Sequence - 1]))
                {
                    history.Report(
                        $"an observer was told of record {record.Sequence} out of order or with other events than the journal has");
                }
            }
        }
    }
}
