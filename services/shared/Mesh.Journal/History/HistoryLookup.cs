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

        return await ReadEventsAsync(entries, cancellationToken);
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

    private async Task<IReadOnlyList<PastEvent<TEvent>>> ReadEventsAsync(
        List<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        var records = newRecordStore();
        var byRecord = entries.Select(entry => (entry.Sequence, entry.Index)).Distinct().GroupBy(entry => entry.Sequence)
            .OrderBy(group => group.Key).ToList();
        var found = new List<PastEvent<TEvent>>(entries.Count);
        foreach (var some in byRecord.Chunk(BulkSize.CountSafe))
        {
            var values = await records.GetValuesAsync(
                [.. some.Select(group => RecordKeys.Record(records.Partition, group.Key))], cancellationToken);
            for (var index = 0; index < some.Length; index++)
            {
                var sequence = some[index].Key;
                var value = values[index]
                    ?? throw new JournalDamagedException(records.Partition, sequence, "is missing, though the history index names it.");
                var record = RecordReader.Read(records.Partition, sequence, value);
                found.AddRange(some[index].Order().Select(place => ToEvent(record, place.Index)));
            }
        }

        return found;
    }

    private PastEvent<TEvent> ToEvent(StoredRecord record, int index) => new(
        record.Sequence, index, record.Time.PlusNanos(index), machine.ReadEvent(record.Events[index], record.FormatVersion));
}
