using Google.Protobuf;
using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Journal.Proofs;
using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Witness;

/// <summary>
/// The service's side. What callers remember is outside the service's own store, so it shows what nothing inside can: that the newest
/// records are gone together with every trace of them.
/// </summary>
internal sealed class PositionExchange : IPositionExchange
{
    private readonly ICommittedHeads heads;
    private readonly IStateStore store;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly PositionKey key;
    private readonly GivenPositions[] given;
    private (int Partition, ulong Sequence) lastStranger;

    public PositionExchange(ICommittedHeads heads, IStateStore store, TimeProvider time, ILoggerFactory loggers)
    {
        this.heads = heads;
        this.store = store;
        this.time = time;
        logger = loggers.CreateLogger("Mesh.Journal");
        key = new PositionKey(store);
        given = [.. Enumerable.Range(0, heads.Count).Select(_ => new GivenPositions())];
    }

    /// <inheritdoc/>
    public async Task<ExchangedPositions> ExchangeAsync(IReadOnlyList<JournalPosition> told, CancellationToken cancellationToken)
    {
        var sealing = await key.GetAsync(cancellationToken);
        var problems = new List<PositionProblem>();
        foreach (var position in told)
        {
            if (await CheckAsync(sealing, position, cancellationToken) is { } problem)
            {
                problems.Add(problem);
                WitnessMeters.Conflict(heads.Service, problem.Reason);
            }
        }

        var stopped = problems.Select(problem => problem.Told.Partition).ToHashSet();
        return new ExchangedPositions(
            [.. Enumerable.Range(0, heads.Count).Where(number => !stopped.Contains(number)).Select(number => Give(sealing, number))
                .OfType<JournalPosition>()],
            problems);
    }

    private JournalPosition? Give(byte[] sealing, int number)
    {
        if (heads.DamageOf(number) is not null || heads.HeadOf(number) is not { Sequence: > 0 } head)
        {
            return null;
        }

        given[number].Add(head.Sequence, head.Hash);
        return new JournalPosition(
            number, head.Sequence, head.Hash, PositionSeal.Compute(sealing, heads.Service, number, head.Sequence, head.Hash));
    }

    private async Task<PositionProblem?> CheckAsync(byte[] sealing, JournalPosition told, CancellationToken cancellationToken)
    {
        if (told.Partition < 0 || told.Partition >= heads.Count || !PositionSeal.Fits(sealing, heads.Service, told))
        {
            ReportStranger(told);
            return new PositionProblem(
                told, PositionConflictReason.SealUnknown, FoundSequence: 0, ReadOnlyMemory<byte>.Empty,
                $"{heads.Service} did not give this position, or its state store was replaced since: nothing was compared.");
        }

        if (heads.DamageOf(told.Partition) is { } damage)
        {
            return new PositionProblem(
                told, PositionConflictReason.Stopped, heads.HeadOf(told.Partition)?.Sequence ?? 0, ReadOnlyMemory<byte>.Empty,
                damage.Message);
        }

        if (given[told.Partition].Has(told.Sequence, told.Hash))
        {
            return null;
        }

        var head = heads.HeadOf(told.Partition);
        if (head is null || head.Sequence < told.Sequence)
        {
            // A replica that follows may be behind.
            head = await heads.CatchUpAsync(told.Partition, cancellationToken);
        }

        return await CompareAsync(told, head, cancellationToken);
    }

    private async Task<PositionProblem?> CompareAsync(JournalPosition told, JournalHead head, CancellationToken cancellationToken)
    {
        if (head.Sequence < told.Sequence)
        {
            return await CondemnAsync(
                told, PositionConflictReason.Shorter, head.Sequence, head.Hash, new JournalDamagedException(
                    told.Partition, head.Sequence + 1,
                    $"is missing: a caller was told of record {told.Sequence}, but the journal ends at record {head.Sequence}."));
        }

        var found = head.Sequence == told.Sequence ? head.Hash : await HashOfAsync(told, cancellationToken);
        if (!told.Hash.Span.SequenceEqual(found))
        {
            return await CondemnAsync(
                told, PositionConflictReason.Changed, head.Sequence, found, new JournalDamagedException(
                    told.Partition, told.Sequence,
                    $"has hash {Short(found)}, but a caller was told of it with hash {Short(told.Hash.Span)}: the journal, "
                        + $"now at record {head.Sequence}, was another one at record {told.Sequence}."));
        }

        given[told.Partition].Add(told.Sequence, told.Hash);
        return null;
    }

    /// <summary>
    /// Stops the partition, and keeps the position as the hint at its head: whoever opens it next, on any replica, sees the damage too.
    /// </summary>
    private async Task<PositionProblem> CondemnAsync(
        JournalPosition told, PositionConflictReason reason, ulong foundSequence, byte[] foundHash, JournalDamagedException damage)
    {
        heads.Condemn(damage);
        var hint = new HeadHint { Sequence = told.Sequence, Hash = UnsafeByteOperations.UnsafeWrap(told.Hash) };
        try
        {
            await store.SaveAsync(RecordKeys.Head(told.Partition), hint.ToByteArray(), CancellationToken.None);
        }
        catch (StateStoreException failure)
        {
            // The caller tells it again, and it is tried again.
            Log.HintFailed(logger, failure, told.Partition);
        }

        return new PositionProblem(told, reason, foundSequence, foundHash, damage.Message);
    }

    private async Task<byte[]> HashOfAsync(JournalPosition told, CancellationToken cancellationToken)
    {
        var records = new RecordStore(store, told.Partition, time, seed: told.Sequence);
        try
        {
            return await records.GetAsync(told.Sequence, cancellationToken) is { } stored
                ? RecordReader.Read(told.Partition, told.Sequence, stored).Hash
                : [];
        }
        catch (StateStoreException failure)
        {
            throw Refusal.StoreInTrouble(told.Partition, failure);
        }
        catch (JournalDamagedException damage)
        {
            heads.Condemn(damage);
            throw Refusal.Stopped(told.Partition, damage);
        }
    }

    /// <summary>A caller that keeps a position keeps telling it: it is written down once.</summary>
    private void ReportStranger(JournalPosition told)
    {
        var stranger = (told.Partition, told.Sequence);
        if (lastStranger != stranger)
        {
            lastStranger = stranger;
            Log.PositionNotOurs(logger, told.Partition, told.Sequence);
        }
    }

    private static string Short(ReadOnlySpan<byte> hash) => hash.IsEmpty ? "none" : Convert.ToHexStringLower(hash[..8]);
}
