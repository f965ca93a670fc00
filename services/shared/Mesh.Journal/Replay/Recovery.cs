using Mesh.Journal.Loop;
using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Journal.V1;

namespace Mesh.Journal.Replay;

/// <summary>Rebuilds a state from where the fold stands, and notices a journal that has become shorter or has a hole.</summary>
internal static class Recovery
{
    public static async Task RunAsync<TState, TCommand, TResult, TEvent>(
        JournalFold<TState, TCommand, TResult, TEvent> fold,
        RecordStore records,
        HeadHintStore hints,
        ulong reachedAtLeast,
        CancellationToken cancellationToken)
    {
        var hint = await hints.ReadAsync(cancellationToken) ?? new HeadHint();
        var foundHead = false;
        while (!foundHead)
        {
            foundHead = await Catchup.StepAsync(
                fold, records, through: ulong.MaxValue, (record, _) => RequireHintFits(fold.Partition, hint, record), cancellationToken);
        }

        var reached = Math.Max(hint.Sequence, reachedAtLeast);
        if (fold.Head.Sequence < reached)
        {
            throw new JournalDamagedException(
                fold.Partition, fold.Head.Sequence + 1, $"is missing, though the journal once reached record {reached}.");
        }

        await GapProbe.RequireNoneBeyondAsync(fold.Head.Sequence, records, cancellationToken);
    }

    private static void RequireHintFits(int partition, HeadHint hint, StoredRecord record)
    {
        if (record.Sequence == hint.Sequence && !hint.Hash.Span.SequenceEqual(record.Hash))
        {
            throw new JournalDamagedException(partition, record.Sequence, "is another one than the one that the partition had committed.");
        }
    }
}
