using Mesh.Journal.History;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;

namespace Mesh.Journal.Verification;

/// <summary>
/// Rebuilds the state from record 1 in a fold of its own, beside the partition, and compares it with the state in memory. Commits wait only
/// while the digest of the state in memory is computed, once.
/// </summary>
internal sealed class JournalVerifier<TState, TCommand, TResult, TEvent>(
    IJournaledMachine<TState, TCommand, TResult, TEvent> machine, RecordStore records)
{
    private readonly JournalFold<TState, TCommand, TResult, TEvent> fold = new(
        machine,
        records.Partition,
        machine is IHistoricMachine<TState, TCommand, TEvent> historic ? new NoPast<TState, TCommand, TEvent>(historic) : null);

    /// <summary>Verifies the journal.</summary>
    /// <param name="memory">
    /// Takes the head and the digest of the state in memory at one moment, by a linearizable read, so that it is not behind what was
    /// walked; null when the partition has no state to compare.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async Task<JournalVerification> RunAsync(
        Func<CancellationToken, Task<(JournalHead Head, byte[] Digest)>>? memory, CancellationToken cancellationToken)
    {
        try
        {
            await WalkAsync(through: ulong.MaxValue, cancellationToken);
            await GapProbe.RequireNoneBeyondAsync(fold.Head.Sequence, records, cancellationToken);
            return memory is null ? Intact() : await CompareAsync(await memory(cancellationToken), cancellationToken);
        }
        catch (JournalDamagedException damage)
        {
            return Bad(damage.Sequence, damage.Message);
        }
        catch (ChainMismatchException mismatch)
        {
            return Bad(mismatch.Sequence, mismatch.Message);
        }
    }

    private async Task<JournalVerification> CompareAsync((JournalHead Head, byte[] Digest) memory, CancellationToken cancellationToken)
    {
        await WalkAsync(memory.Head.Sequence, cancellationToken);
        if (fold.Head.Sequence < memory.Head.Sequence)
        {
            return Bad(fold.Head.Sequence + 1,
                $"Record {fold.Head.Sequence + 1} of partition {records.Partition} is missing, though it was committed.");
        }

        if (!fold.Head.Hash.AsSpan().SequenceEqual(memory.Head.Hash))
        {
            return Bad(fold.Head.Sequence,
                $"Record {fold.Head.Sequence} of partition {records.Partition} is not the one that this replica had applied.");
        }

        return machine.DigestOf(fold.State).AsSpan().SequenceEqual(memory.Digest)
            ? Intact()
            : Bad(fold.Head.Sequence,
                $"The state in memory after record {fold.Head.Sequence} of partition {records.Partition} is not what its journal says.");
    }

    /// <summary>Applies records up to <paramref name="through"/>, or up to the first absent one.</summary>
    private async Task WalkAsync(ulong through, CancellationToken cancellationToken)
    {
        var foundHead = false;
        while (!foundHead && fold.Head.Sequence < through)
        {
            foundHead = await Catchup.StepAsync(fold, records, through, static (_, _) => { }, cancellationToken);
        }
    }

    private JournalVerification Intact() => new(fold.Head.Sequence, fold.Head.Hash, FirstBadSequence: 0, Problem: "");

    private JournalVerification Bad(ulong sequence, string problem) => new(fold.Head.Sequence, fold.Head.Hash, sequence, problem);
}
