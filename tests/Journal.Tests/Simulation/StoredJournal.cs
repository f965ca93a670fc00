using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Testing.Bank;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>
/// The journal as the store holds it at the end, folded by a bank of a few lines that shares nothing with the code under test but the
/// events.
/// </summary>
internal sealed class StoredJournal
{
    private readonly Dictionary<int, long> balances = [];

    /// <summary>Balances after each record, by the number of commands decided by then.</summary>
    public Dictionary<long, string> BalancesAtRecordEnds { get; } = new() { [0] = "" };

    /// <summary>Every decided command in order; the first has version 1.</summary>
    public List<BankEvent.Decided> Decided { get; } = [];

    /// <summary>Number of events in each record; the first is record 1.</summary>
    public List<IReadOnlyList<BankEvent>> Records { get; } = [];

    public static async Task<StoredJournal> ReadAsync(RecordStore store)
    {
        var journal = new StoredJournal();
        var machine = new BankMachine();
        for (ulong sequence = 1; await store.GetAsync(sequence, CancellationToken.None) is { } stored; sequence++)
        {
            var record = RecordReader.Read(partition: 0, sequence, stored);
            journal.Add([.. record.Events.Select(happened => machine.ReadEvent(happened, record.FormatVersion))]);
        }

        return journal;
    }

    private void Add(IReadOnlyList<BankEvent> events)
    {
        Records.Add(events);
        foreach (var happened in events)
        {
            if (happened is BankEvent.Moved(var leg))
            {
                balances[leg.From] = balances.GetValueOrDefault(leg.From) - leg.Amount;
                balances[leg.To] = balances.GetValueOrDefault(leg.To) + leg.Amount;
            }
            else if (happened is BankEvent.Decided decided)
            {
                Decided.Add(decided);
            }
        }

        var ordered = balances.OrderBy(balance => balance.Key).Select(balance => $"{balance.Key}:{balance.Value}");
        BalancesAtRecordEnds[Decided.Count] = string.Join(',', ordered);
    }
}
