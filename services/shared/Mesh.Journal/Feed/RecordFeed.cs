using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Journal.Records;
using Mesh.Journal.Replay;
using Mesh.Journal.Store;

namespace Mesh.Journal.Feed;

/// <summary>
/// Gives committed records to followers: history from the store, the newest from memory. Never one that this replica has not applied.
/// </summary>
internal sealed class RecordFeed<TState, TCommand, TResult, TEvent>(
    PartitionParts<TState, TCommand, TResult, TEvent> parts, CommittedTail<TEvent> tail, Func<JournalHead> head)
{
    private const int BytesMax = 3 * 1024 * 1024;

    /// <summary>Reads records that are committed now, from <paramref name="first"/> on; none when there are none.</summary>
    /// <exception cref="JournalDamagedException">A record is missing or wrong.</exception>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<CommittedRecord<TEvent>>> ReadAsync(
        ulong first, int recordCountMax, CancellationToken cancellationToken)
    {
        if (tail.From(first, recordCountMax) is { } newest)
        {
            return newest;
        }

        try
        {
            return await ReadStoredAsync(first, Math.Min(head().Sequence - first + 1, (ulong)recordCountMax), cancellationToken);
        }
        catch (StateStoreException failure)
        {
            throw Refusal.StoreInTrouble(parts.Number, failure);
        }
    }

    private async Task<IReadOnlyList<CommittedRecord<TEvent>>> ReadStoredAsync(
        ulong first, ulong count, CancellationToken cancellationToken)
    {
        var records = parts.NewRecordStore();
        var read = new List<CommittedRecord<TEvent>>();
        var bytes = 0;
        StoredRecord? before = null;
        while ((ulong)read.Count < count)
        {
            var (values, _) = await records.ReadForwardAsync(first + (ulong)read.Count, count - (ulong)read.Count, cancellationToken);
            RequireAny(values, first + (ulong)read.Count);
            foreach (var value in values)
            {
                bytes += value.Length;
                if (bytes > BytesMax && before is not null)
                {
                    return read;
                }

                before = Read(first + (ulong)read.Count, value, before);
                read.Add(ToCommitted(before));
            }
        }

        return read;
    }

    private void RequireAny(IReadOnlyList<ReadOnlyMemory<byte>> values, ulong sequence)
    {
        if (values.Count == 0)
        {
            throw new JournalDamagedException(parts.Number, sequence, "is missing, though it was committed.");
        }
    }

    private StoredRecord Read(ulong sequence, ReadOnlyMemory<byte> value, StoredRecord? before)
    {
        var record = RecordReader.Read(parts.Number, sequence, value);
        return before is null || record.PreviousHash.AsSpan().SequenceEqual(before.Hash)
            ? record
            : throw new JournalDamagedException(parts.Number, sequence, "does not follow the record before it.");
    }

    private CommittedRecord<TEvent> ToCommitted(StoredRecord record)
    {
        var events = new TEvent[record.Events.Count];
        for (var index = 0; index < events.Length; index++)
        {
            events[index] = parts.Machine.ReadEvent(record.Events[index], record.FormatVersion);
        }

        return new CommittedRecord<TEvent>(parts.Number, record.Sequence, record.Time, events);
    }
}
