using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;

namespace Mesh.Journal.Proofs;

/// <summary>
/// The tree of one partition on this replica: extended from the stored records step by step, whoever asks for it. Any replica may do so at
/// any time, and all at once. A step that fails, or a process that dies in it, loses nothing: what is stored is a prefix of what every
/// builder stores, and the checkpoint comes after what it stands on.
/// </summary>
internal sealed class PartitionTree(string service, int partition, IStateStore store, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly RecordStore records = new(store, partition, time, seed: (ulong)partition);
    private readonly Queue<ProofValue> unwritten = new();
    private TreeBuilder? builder;
    private TreeView? view;
    private (ulong Size, ulong Sequence) saved;

    /// <summary>Reads what is stored of the tree. For any number of readers.</summary>
    public TreeStore Stored { get; } = new(store, () => new RecordStore(store, partition, time, seed: (ulong)partition), partition);

    /// <summary>Last record whose events are in the tree; 0 before the first step.</summary>
    public ulong Sequence => Volatile.Read(ref view)?.Sequence ?? 0;

    /// <summary>Extends the tree until the events of a record are in it.</summary>
    /// <param name="sequence">A committed record.</param>
    /// <param name="cancellationToken">Gives up; what was done stays done.</param>
    /// <exception cref="JournalDamagedException">A record is missing or wrong.</exception>
    /// <exception cref="ProofsDamagedException">What is stored of the tree is wrong.</exception>
    /// <exception cref="StateStoreException">The store did not answer.</exception>
    public async Task<TreeView> ExtendAsync(ulong sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reached = await StepAsync(sequence, cancellationToken);
            if (reached.Sequence >= sequence)
            {
                return reached;
            }
        }
    }

    /// <summary>Extends the tree by the records of one answer of the store at most; otherwise as <see cref="ExtendAsync"/>.</summary>
    public async Task<TreeView> StepAsync(ulong sequence, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref view) is { } present && present.Sequence >= sequence)
        {
            return present;
        }

        await turn.WaitAsync(cancellationToken);
        try
        {
            builder ??= await OpenAsync(sequence, cancellationToken);
            if (builder.Sequence < sequence)
            {
                await AddRecordsAsync(builder, sequence, cancellationToken);
            }

            await WriteCompletedAsync(builder, cancellationToken);
            var reached = builder.View();
            Volatile.Write(ref view, reached);
            return reached;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    /// <summary>
    /// Goes on from the checkpoint. It remembers how far the journal once reached, as the hint at the head does.
    /// </summary>
    private async Task<TreeBuilder> OpenAsync(ulong head, CancellationToken cancellationToken)
    {
        if (await Stored.ReadCheckpointAsync(cancellationToken) is not { } checkpoint)
        {
            return new TreeBuilder(service, partition);
        }

        var opened = new TreeBuilder(service, partition, checkpoint);
        var last = await records.GetAsync(opened.Sequence, cancellationToken) ?? throw new JournalDamagedException(
            partition, Math.Min(head + 1, opened.Sequence),
            $"is missing, though the partition's proofs reach to record {opened.Sequence}; the journal ends at record {head}.");
        if (!RecordReader.Read(partition, opened.Sequence, last).Hash.AsSpan().SequenceEqual(opened.RecordHash))
        {
            throw new JournalDamagedException(
                partition, opened.Sequence, "is another one than the one that the partition's proofs were made from.");
        }

        saved = (opened.Size, opened.Sequence);
        return opened;
    }

    private async Task AddRecordsAsync(TreeBuilder to, ulong sequence, CancellationToken cancellationToken)
    {
        var (values, _) = await records.ReadForwardAsync(to.Sequence + 1, countMax: sequence - to.Sequence, cancellationToken);
        if (values.Count == 0)
        {
            throw new JournalDamagedException(partition, to.Sequence + 1, "is missing, though it was committed.");
        }

        try
        {
            foreach (var value in values)
            {
                to.Add(RecordReader.Read(partition, to.Sequence + 1, value));
            }
        }
        catch (ChainMismatchException mismatch)
        {
            throw new JournalDamagedException(partition, mismatch.Sequence, "does not follow the record before it.", mismatch);
        }
        finally
        {
            foreach (var value in to.TakeCompleted())
            {
                unwritten.Enqueue(value);
            }
        }
    }

    /// <summary>Nobody sees a tree before all of it is stored that its edge does not have.</summary>
    private async Task WriteCompletedAsync(TreeBuilder of, CancellationToken cancellationToken)
    {
        while (unwritten.Count > 0)
        {
            var some = unwritten.Take(ProofLimits.WritesAtOnce).ToArray();
            await Task.WhenAll(some.Select(value => Stored.WriteAsync(value, cancellationToken)));
            foreach (var _ in some)
            {
                unwritten.Dequeue();
            }
        }

        if (of.Size - saved.Size >= ProofLimits.CheckpointLeaves || of.Sequence - saved.Sequence >= ProofLimits.CheckpointRecords)
        {
            await Stored.WriteCheckpointAsync(of.ToCheckpoint(), cancellationToken);
            saved = (of.Size, of.Sequence);
        }
    }
}
