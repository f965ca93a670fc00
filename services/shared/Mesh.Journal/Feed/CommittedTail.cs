namespace Mesh.Journal.Feed;

/// <summary>
/// The newest committed records, kept in memory so that followers who keep up cost the store nothing. Bounded; older ones are read from the
/// store. One loop adds, any thread reads.
/// </summary>
internal sealed class CommittedTail<TEvent>
{
    private const int RecordCountMax = 256;
    private const int EventCountMax = 2 * JournalLimits.BatchItemsMax;

    private readonly Lock gate = new();
    private readonly Queue<CommittedRecord<TEvent>> records = new();
    private TaskCompletionSource? nextCommit;
    private ulong newest;
    private int eventCount;

    /// <summary>Says where the journal stands before the first record is added.</summary>
    public void StartAt(ulong head)
    {
        lock (gate)
        {
            newest = head;
        }
    }

    /// <summary>Adds the record after the newest, and wakes whoever waits for it.</summary>
    public void Add(CommittedRecord<TEvent> record)
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            records.Enqueue(record);
            newest = record.Sequence;
            eventCount += record.Events.Count;
            while (records.Count > RecordCountMax || (eventCount > EventCountMax && records.Count > 1))
            {
                eventCount -= records.Dequeue().Events.Count;
            }

            (woken, nextCommit) = (nextCommit, null);
        }

        woken?.SetResult();
    }

    /// <summary>Wakes whoever waits, because nothing will come any more.</summary>
    public void End()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            (woken, nextCommit) = (nextCommit, null);
        }

        woken?.SetResult();
    }

    /// <summary>Gets records from <paramref name="first"/> on; null when the tail does not reach back that far.</summary>
    public IReadOnlyList<CommittedRecord<TEvent>>? From(ulong first, int recordCountMax)
    {
        lock (gate)
        {
            if (first > newest)
            {
                return [];
            }

            var oldest = newest + 1 - (ulong)records.Count;
            return first < oldest ? null : [.. records.Skip((int)(first - oldest)).Take(recordCountMax)];
        }
    }

    /// <summary>Completes when record <paramref name="sequence"/> is committed or the tail has ended.</summary>
    public Task WhenCommitted(ulong sequence)
    {
        lock (gate)
        {
            if (sequence <= newest)
            {
                return Task.CompletedTask;
            }

            nextCommit ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return nextCommit.Task;
        }
    }
}
