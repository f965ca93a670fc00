namespace Mesh.Journal.History;

/// <summary>
/// Finds the places of the events under one key, in order, within a range. Of a key with millions of entries it reads a few blocks: within
/// a segment the entries of a key lie in the order of their places.
/// </summary>
internal sealed class KeyPlaces(SegmentStore segments, HistorySnapshot history, UInt128 key, PastRange range)
{
    private readonly int countMax = range.CountMax + 1;
    private readonly List<JournalPlace> found = [];
    private readonly Dictionary<BlockPlace, ReadOnlyMemory<byte>> blocksRead = [];

    private bool IsFull => found.Count == countMax;

    /// <summary>Finds one place more than the range asks for, when there is one.</summary>
    /// <exception cref="JournalDamagedException">A block is missing or wrong.</exception>
    public async Task<IReadOnlyList<JournalPlace>> FindAsync(CancellationToken cancellationToken)
    {
        if (range.IsNewestFirst)
        {
            AddRecent();
            await AddStoredAsync(cancellationToken);
        }
        else
        {
            await AddStoredAsync(cancellationToken);
            AddRecent();
        }

        return found;
    }

    /// <summary>What is in memory and not yet in a segment of the view.</summary>
    private void AddRecent()
    {
        var places = new List<JournalPlace>();
        foreach (var window in history.Windows)
        {
            foreach (var entry in window.Span)
            {
                if (entry.Key == key && entry.Sequence > history.View.LastSequence)
                {
                    places.Add(new JournalPlace(entry.Sequence, entry.Index));
                }
            }
        }

        Add(places);
    }

    private async Task AddStoredAsync(CancellationToken cancellationToken)
    {
        foreach (var segment in InOrder(history.View.Segments))
        {
            if (segment.LastSequence < range.After.Sequence || segment.FirstSequence > range.Through.Sequence)
            {
                continue;
            }

            foreach (var part in InOrder([.. Enumerable.Range(0, segment.Parts.Count)]))
            {
                if (!IsFull && segment.Parts[part].MayContain(key))
                {
                    await AddAsync(segment, part, segment.Parts[part].BlocksOf(key), cancellationToken);
                }
            }
        }
    }

    private async Task AddAsync(Segment segment, int part, Range blocks, CancellationToken cancellationToken)
    {
        var (step, bound) = range.IsNewestFirst ? (-1, range.Through) : (1, range.After);
        var block = await LastBeginningByAsync(segment, part, blocks, bound, cancellationToken);
        for (; block >= blocks.Start.Value && block < blocks.End.Value && !IsFull; block += step)
        {
            var entries = new List<HistoryEntry>();
            SegmentFormat.Find((await ReadAsync(new BlockPlace(segment, part, block), cancellationToken)).Span, key, entries);
            var places = entries.ConvertAll(entry => new JournalPlace(entry.Sequence, entry.Index));
            Add(places);
            if (places.Count > 0 && (range.IsNewestFirst ? places[0] <= range.After : places[^1] > range.Through))
            {
                return;
            }
        }
    }

    /// <summary>Gets the last block that begins at the key's bound or before; the first one when none does.</summary>
    private async Task<int> LastBeginningByAsync(
        Segment segment, int part, Range blocks, JournalPlace bound, CancellationToken cancellationToken)
    {
        var (low, high) = (blocks.Start.Value, blocks.End.Value);
        var target = new HistoryEntry(key, bound.Sequence, bound.Index);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            var first = HistoryEntry.Read((await ReadAsync(new BlockPlace(segment, part, middle), cancellationToken)).Span);
            (low, high) = first.CompareTo(target) <= 0 ? (middle, high) : (low, middle);
        }

        return low;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(BlockPlace place, CancellationToken cancellationToken)
    {
        if (!blocksRead.TryGetValue(place, out var block))
        {
            block = (await segments.ReadBlocksAsync([place], cancellationToken))[0];
            blocksRead.Add(place, block);
        }

        return block;
    }

    /// <summary>Adds those of the range.</summary>
    /// <param name="places">Places in their order.</param>
    private void Add(List<JournalPlace> places) =>
        found.AddRange(InOrder(places).Where(range.Contains).Take(countMax - found.Count));

    private IEnumerable<T> InOrder<T>(IReadOnlyList<T> ascending) => range.IsNewestFirst ? ascending.Reverse() : ascending;
}
