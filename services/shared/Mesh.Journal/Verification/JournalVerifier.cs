using Mesh.Journal.History;
using Mesh.Journal.Proofs;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;

namespace Mesh.Journal.Verification;

/// <summary>
/// Rebuilds the state from record 1 in a fold of its own, beside the partition, and compares it with the state in memory. Commits wait only
/// while the digest of the state in memory is computed, once.
/// </summary>
internal sealed class JournalVerifier<TState, TCommand, TResult, TEvent>(
    IJournaledMachine<TState, TCommand, TResult, TEvent> machine, RecordStore records, TreeAudit audit)
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
            await audit.BeginAsync(cancellationToken);
            await WalkAsync(through: ulong.MaxValue, cancellationToken);
            await GapProbe.RequireNoneBeyondAsync(fold.Head.Sequence, records, cancellationToken);
            var found = memory is null ? Intact() : await CompareAsync(await memory(cancellationToken), cancellationToken);
            return await OrEarlierAsync(found, cancellationToken);
        }
        catch (JournalDamagedException damage)
        {
            return await OrEarlierAsync(Bad(damage.Sequence, damage.Message), cancellationToken);
        }
        catch (ChainMismatchException mismatch)
        {
            return await OrEarlierAsync(Bad(mismatch.Sequence, mismatch.Message), cancellationToken);
        }
    }

    /// <summary>
    /// A record that was rewritten, and hashed anew with those after it, shows in the chain only where the rewriting ends, or not at all.
    /// The proofs know the first one.
    /// </summary>
    private async Task<JournalVerification> OrEarlierAsync(JournalVerification found, CancellationToken cancellationToken)
    {
        var earlier = await audit.FinishAsync(cancellationToken);
        var named = earlier is { } bad && (found.IsIntact || bad.Sequence < found.FirstBadSequence)
            ? found with { FirstBadSequence = bad.Sequence, Problem = bad.Problem }
            : found;
        return named with { Tree = audit.Tree, PublishedHeads = audit.HeadsFound };
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
            foundHead = await Catchup.StepAsync(fold, records, through, (record, _) => audit.Add(record), cancellationToken);
            await audit.CompareAsync(cancellationToken);
        }
    }

    private JournalVerification Intact() => new(fold.Head.Sequence, fold.Head.Hash, FirstBadSequence: 0, Problem: "");

    private JournalVerification Bad(ulong sequence, string problem) => new(fold.Head.Sequence, fold.Head.Hash, sequence, problem);
}
