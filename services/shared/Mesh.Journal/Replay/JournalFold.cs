using Mesh.Journal.History;
using Mesh.Journal.Owners;
using Mesh.Journal.Records;
using Mesh.Journal.V1;
using Mesh.Kernel;

namespace Mesh.Journal.Replay;

/// <summary>
/// A state and the journal position that it stands for: the fold of records 1 to <see cref="Head"/>. Recovery, catching up, verification
/// and the partition's own commits all go through here, so all of them give the same state.
/// </summary>
internal sealed class JournalFold<TState, TCommand, TResult, TEvent>(
    IJournaledMachine<TState, TCommand, TResult, TEvent> machine, int partition, IPast<TState, TEvent>? past)
{
    private JournalHead head = JournalHead.Empty(machine.Service, partition);

    /// <summary>Number of the partition.</summary>
    public int Partition => partition;

    /// <summary>The state; between commits it may hold the provisional changes of one batch, inside its undo log's scope.</summary>
    public TState State { get; } = machine.CreateState();

    /// <summary>The newest record applied. May be read by any thread; replaced, never changed.</summary>
    public JournalHead Head => Volatile.Read(ref head);

    /// <summary>Applies a record that was read from the store.</summary>
    /// <returns>Its events.</returns>
    /// <exception cref="ChainMismatchException">The record does not follow the head.</exception>
    /// <exception cref="JournalDamagedException">The record follows, but it cannot be applied.</exception>
    public TEvent[] Apply(StoredRecord record)
    {
        if (record.Sequence != Head.Sequence + 1 || !record.PreviousHash.AsSpan().SequenceEqual(Head.Hash))
        {
            throw new ChainMismatchException(partition, record.Sequence);
        }

        RequireReadable(record);
        var events = new TEvent[record.Events.Count];
        for (var index = 0; index < events.Length; index++)
        {
            events[index] = ApplyEvent(record, index);
        }

        MoveTo(record.Sequence, record.Hash, record.Time, events, record.Writer, record.ClaimReason);
        return events;
    }

    /// <summary>Begins after a record whose state was restored from a snapshot. Before anything is applied.</summary>
    public void BeginAt(JournalHead restored) => Volatile.Write(ref head, restored);

    /// <summary>Takes note that the events which are applied already are committed as the next record.</summary>
    public void Advance(SealedRecord committed, TEvent[] events, WriterIdentity writer, ClaimReason reason) =>
        MoveTo(committed.Sequence, committed.Hash, committed.Time, events, writer, reason);

    /// <summary>Waits until more records may be applied, and forgets what need not be in memory any more.</summary>
    public ValueTask MakeRoomAsync(CancellationToken cancellationToken) =>
        past?.MakeRoomAsync(State, cancellationToken) ?? ValueTask.CompletedTask;

    private TEvent ApplyEvent(StoredRecord record, int index)
    {
        try
        {
            var happened = machine.ReadEvent(record.Events[index], record.FormatVersion);
            machine.Apply(State, happened, record.Time.PlusNanos(index));
            return happened;
        }
        catch (Exception failure)
        {
            throw new JournalDamagedException(
                partition, record.Sequence, $"has an event, number {index + 1}, that cannot be applied: {failure.Message}", failure);
        }
    }

    private void RequireReadable(StoredRecord record)
    {
        if (record.Time <= Head.Time)
        {
            throw new JournalDamagedException(partition, record.Sequence, "is not later than the record before it.");
        }

        if (record.FormatVersion > machine.FormatVersion)
        {
            throw new JournalDamagedException(
                partition, record.Sequence,
                $"has format version {record.FormatVersion}; this program reads up to {machine.FormatVersion}.");
        }
    }

    private void MoveTo(ulong sequence, byte[] hash, Moment time, TEvent[] events, WriterIdentity writer, ClaimReason reason)
    {
        var before = Head;
        var isOther = before.Writer is null || !before.Writer.Activation.Span.SequenceEqual(writer.Activation.Span);
        var end = time.PlusNanos(Math.Max(0, events.Length - 1));
        Volatile.Write(ref head, new JournalHead(sequence, hash, end, writer)
        {
            LastChange = isOther
                ? new ChangeOfOwner(sequence, time, before.Writer?.Replica ?? "", writer.Replica, reason)
                : before.LastChange,
        });
        past?.Committed(State, sequence, events);
    }
}
