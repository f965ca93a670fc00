using Mesh.Journal.Records;
using Mesh.Journal.Store;

namespace Mesh.Journal.History;

/// <summary>
/// Finds events by key: blocks of the segments whose filters say yes, then the records that the entries name. Two rounds of reads, however
/// old an event is. Safe for concurrent use.
/// </summary>
internal sealed class HistoryLookup<TState, TCommand, TResult, TEvent>(
    IJournaledMachine<TState, TCommand, TResult, TEvent> machine, SegmentStore segments, Func<RecordStore> newRecordStore)
{
    /// <summary>Records that are asked for at once: as many as the store may answer at most.</summary>
    private const int RecordsAtOnce = 1_024;

    /// <summary>Finds every event that some segments have under some keys, oldest first.</summary>
    /// <exception cref="JournalDamagedException">A block or record is missing or wrong.</exception>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async Task<IReadOnlyList<PastEvent<TEvent>>> FindAsync(
        IReadOnlyCollection<Segment> within, IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken)
    {
        var keysByBlock = PlacesOf(within, keys);
        if (keysByBlock.Count == 0)
        {
            return [];
        }

        BlockPlace[] places = [.. keysByBlock.Keys];
        var blocks = await segments.ReadBlocksAsync(places, cancellationToken);
        var entries = new List<HistoryEntry>();
        for (var index = 0; index < places.Length; index++)
        {
            foreach (var key in keysByBlock[places[index]])
            {
                SegmentFormat.Find(blocks[index].Span, key, entries);
            }
        }

        JournalPlace[] found = [.. entries.Select(entry => new JournalPlace(entry.Sequence, entry.Index)).Distinct().Order()];
        return await ReadEventsAsync(found, bytesMax: long.MaxValue, cancellationToken);
    }

    /// <summary>Finds a page of the events under one key.</summary>
    /// <exception cref="JournalDamagedException">A block or record is missing or wrong.</exception>
    /// <exception cref="Mesh.Dapr.State.StateStoreException">The store did not answer.</exception>
    public async Task<PastPage<TEvent>> ListAsync(
        HistorySnapshot snapshot, UInt128 key, PastRange range, CancellationToken cancellationToken)
    {
        // Of what comes after the snapshot nothing is asked: the range may reach beyond it.
        var places = await new KeyPlaces(segments, snapshot, key, range).FindAsync(cancellationToken);
        JournalPlace[] page = [.. places.Take(range.CountMax)];
        var events = await ReadEventsAsync(page, HistoryLimits.PageBytesMax, cancellationToken);
        return new PastPage<TEvent>(events, HasMore: events.Count < places.Count, JournalPlace.EndOf(snapshot.Head));
    }

    private static Dictionary<BlockPlace, List<UInt128>> PlacesOf(IReadOnlyCollection<Segment> within, IReadOnlyCollection<UInt128> keys)
    {
        var found = new Dictionary<BlockPlace, List<UInt128>>();
        foreach (var key in keys.Distinct())
        {
            foreach (var segment in within)
            {
                for (var part = 0; part < segment.Parts.Count; part++)
                {
                    if (segment.Parts[part].MayContain(key))
                    {
                        Add(found, new BlockPlace(segment, part, Block: 0), segment.Parts[part].BlocksOf(key), key);
                    }
                }
            }
        }

        return found;
    }

    private static void Add(Dictionary<BlockPlace, List<UInt128>> found, BlockPlace place, Range blocks, UInt128 key)
    {
        for (var block = blocks.Start.Value; block < blocks.End.Value; block++)
        {
            var at = place with { Block = block };
            if (!found.TryGetValue(at, out var keys))
            {
                found[at] = keys = [];
            }

            keys.Add(key);
        }
    }

    /// <summary>Reads events in the order of their places, which keeps those of one record together.</summary>
    /// <param name="places">Where they are.</param>
    /// <param name="bytesMax">Bytes of records after which no more are read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<List<PastEvent<TEvent>>> ReadEventsAsync(
        JournalPlace[] places, long bytesMax, CancellationToken cancellationToken)
    {
        var records = newRecordStore();
        var byRecord = places.GroupBy(place => place.Sequence).ToList();
        var found = new List<PastEvent<TEvent>>(places.Length);
        for (var (next, bytes) = (0, 0L); next < byRecord.Count && bytes < bytesMax;)
        {
            ulong[] sequences = [.. byRecord.Skip(next).Take(RecordsAtOnce).Select(group => group.Key)];
            var (values, hasAll) = await records.ReadEachAsync(sequences, cancellationToken);
            foreach (var value in values)
            {
                var record = RecordReader.Read(records.Partition, byRecord[next].Key, value);
                found.AddRange(byRecord[next].Select(place => ToEvent(record, place.Index)));
                bytes += value.Length;
                next++;
            }

            if (!hasAll)
            {
                throw new JournalDamagedException(
                    records.Partition, byRecord[next].Key, "is missing, though the history index names it.");
            }
        }

        return found;
    }

    private PastEvent<TEvent> ToEvent(StoredRecord record, int index) => new(
        record.Sequence, index, record.Time.PlusNanos(index), machine.ReadEvent(record.Events[index], record.FormatVersion));
}
