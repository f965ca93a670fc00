using Mesh.Journal.History;
using Mesh.Journal.Loop;
using Mesh.Journal.Owners;
using Mesh.Journal.Replay;
using Mesh.Journal.V1;
using Mesh.Kernel;

namespace Mesh.Journal.Snapshots;

/// <summary>
/// The snapshots of one activation: restores the newest at the start, and takes one at every so many cuts of the history while it owns the
/// partition. At a cut, because what is recent is about to leave memory then, and a snapshot need not have it.
/// </summary>
internal sealed class PartitionSnapshots<TState, TCommand, TResult, TEvent> : IAsyncDisposable
{
    private readonly PartitionParts<TState, TCommand, TResult, TEvent> parts;
    private readonly ISnapshotMachine<TState> machine;
    private readonly JournalFold<TState, TCommand, TResult, TEvent> fold;
    private readonly PartitionHistory<TState, TCommand, TResult, TEvent> history;
    private readonly Func<bool> isOwner;
    private readonly SnapshotStore store;
    private readonly SnapshotWriter<TState> writer;

    public PartitionSnapshots(
        PartitionParts<TState, TCommand, TResult, TEvent> parts,
        ISnapshotMachine<TState> machine,
        JournalFold<TState, TCommand, TResult, TEvent> fold,
        PartitionHistory<TState, TCommand, TResult, TEvent> history,
        Func<bool> isOwner,
        Func<Func<TState, ReadOnlyMemory<byte>?>, CancellationToken, Task<ReadOnlyMemory<byte>?>> ask)
    {
        this.parts = parts;
        this.machine = machine;
        this.fold = fold;
        this.history = history;
        this.isOwner = isOwner;
        store = new SnapshotStore(parts.Store, parts.NewRecordStore, parts.Number, parts.Logger);
        writer = new SnapshotWriter<TState>(
            machine,
            store,
            () => fold.Head,
            ask,
            Convert.ToHexStringLower(parts.Writer.Activation.Span),
            parts.Number,
            parts.Logger);
        history.TellOfCuts(CutMade);
    }

    /// <summary>Restores the newest snapshot, after the history is loaded and before the first record is applied.</summary>
    /// <returns>Record that the journal reaches at least; 0 without a snapshot.</returns>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async Task<ulong> RestoreAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadNewestAsync(Fits, cancellationToken) is not { } found)
        {
            return 0;
        }

        foreach (var slice in found.Slices)
        {
            machine.Restore(fold.State, slice);
        }

        var snapshot = found.Snapshot;
        fold.BeginAt(new JournalHead(
            snapshot.Sequence,
            snapshot.Hash.ToByteArray(),
            new Moment(snapshot.TimeUnixNanos),
            new WriterIdentity(snapshot.Writer.Activation.Memory, snapshot.Writer.Replica, snapshot.Writer.Address)));
        history.BeginAt((int)snapshot.NextSegment, snapshot.Sequence + 1);
        return snapshot.ThroughSequence;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    /// <summary>The history before it must be indexed: what is recent is not in a snapshot.</summary>
    private bool Fits(Snapshot snapshot) =>
        snapshot.Version == machine.SnapshotVersion && snapshot.NextSegment <= history.StoredCount && snapshot.Writer is not null;

    private void CutMade(TState state, int nextSegment)
    {
        if (nextSegment % parts.WindowsBetweenSnapshots == 0 && isOwner() && !writer.IsBusy)
        {
            writer.Begin(state, nextSegment);
        }
    }
}
