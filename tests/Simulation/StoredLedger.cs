using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;

namespace Mesh.Simulation;

/// <summary>The ledger as the store holds it at the end, folded record by record.</summary>
internal sealed class StoredLedger
{
    private readonly LedgerMachine machine = new();

    private StoredLedger()
    {
    }

    /// <summary>The state after the last record.</summary>
    public LedgerState State { get; } = new();

    /// <summary>Sequence and hash of the last record, as text.</summary>
    public string Head { get; private set; } = "";

    /// <summary>Place of each decision among all decisions of transfers, from 1.</summary>
    public Dictionary<Id128, int> Decided { get; } = [];

    /// <summary>Every state that a reader may see: those after a record.</summary>
    public HashSet<LedgerView> Views { get; } = [LedgerView.Of(new LedgerState())];

    /// <summary>Reads the journal, and reports what must never be: an identifier decided twice, a state that breaks an invariant.</summary>
    public static async Task<StoredLedger> ReadAsync(RecordStore store, RunHistory history)
    {
        var ledger = new StoredLedger();
        for (ulong sequence = 1; await store.GetAsync(sequence, CancellationToken.None) is { } stored; sequence++)
        {
            ledger.Add(RecordReader.Read(partition: 0, sequence, stored), history);
        }

        return ledger;
    }

    private void Add(StoredRecord record, RunHistory history)
    {
        for (var index = 0; index < record.Events.Count; index++)
        {
            var happened = machine.ReadEvent(record.Events[index], record.FormatVersion);
            if (DecidedBy(happened) is { } id && !Decided.TryAdd(id, Decided.Count + 1))
            {
                history.Report($"{LedgerView.Short(id)} was decided twice");
            }

            State.Apply(happened, record.Time.PlusNanos(index));
        }

        foreach (var problem in LedgerInvariants.Check(State))
        {
            history.Report($"record {record.Sequence}: {problem}");
        }

        Views.Add(LedgerView.Of(State));
        Head = $"{record.Sequence} {Convert.ToHexStringLower(record.Hash)}";
    }

    private static Id128? DecidedBy(LedgerEvent happened) => happened switch
    {
        TransferApplied applied => applied.Terms.Id,
        TransferRefused refused => refused.Terms.Id,
        _ => null,
    };
}
