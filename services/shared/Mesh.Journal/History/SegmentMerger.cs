namespace Mesh.Journal.History;

/// <summary>
/// Merges segments of one level, one after the other in time, into one of the next. Reads and writes a block or a part at a time, so it
/// takes no more memory than one part.
/// </summary>
internal sealed class SegmentMerger(SegmentStore store)
{
    /// <summary>Merges segments and stores the result.</summary>
    /// <param name="merged"><see cref="HistoryLimits.MergeCount"/> segments, oldest first.</param>
    /// <param name="cancellationToken">Gives up; what is written by then is written again another time.</param>
    public async Task<Segment> MergeAsync(IReadOnlyList<Segment> merged, CancellationToken cancellationToken)
    {
        var (level, number) = (merged[0].Level + 1, merged[0].Number / HistoryLimits.MergeCount);
        var parts = new List<SegmentPart>();
        var entries = new List<HistoryEntry>();
        await foreach (var entry in MergedAsync(merged, cancellationToken))
        {
            // Wherever it is full: one key may have more entries than a part.
            if (entries.Count == HistoryLimits.PartEntriesMax)
            {
                parts.Add(await WriteAsync(level, number, parts.Count, entries, cancellationToken));
                entries.Clear();
            }

            entries.Add(entry);
        }

        if (entries.Count > 0)
        {
            parts.Add(await WriteAsync(level, number, parts.Count, entries, cancellationToken));
        }

        var segment = new Segment(level, number, merged[0].FirstSequence, merged[^1].LastSequence, parts);
        await store.WriteDescriptionAsync(segment, cancellationToken);
        return segment;
    }

    private async Task<SegmentPart> WriteAsync(
        int level, int number, int part, List<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        var (made, blocks) = SegmentFormat.MakePart(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries));
        await store.WritePartAsync(level, number, part, made, blocks, cancellationToken);
        return made;
    }

    private async IAsyncEnumerable<HistoryEntry> MergedAsync(
        IReadOnlyList<Segment> merged, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var smallest = new PriorityQueue<IAsyncEnumerator<HistoryEntry>, HistoryEntry>();
        foreach (var segment in merged)
        {
            await EnqueueAsync(EntriesOf(segment, cancellationToken).GetAsyncEnumerator(cancellationToken));
        }

        while (smallest.TryDequeue(out var next, out var entry))
        {
            yield return entry;
            await EnqueueAsync(next);
        }

        async ValueTask EnqueueAsync(IAsyncEnumerator<HistoryEntry> entries)
        {
            if (await entries.MoveNextAsync())
            {
                smallest.Enqueue(entries, entries.Current);
            }
        }
    }

    private async IAsyncEnumerable<HistoryEntry> EntriesOf(
        Segment segment, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var part = 0; part < segment.Parts.Count; part++)
        {
            for (var block = 0; block < segment.Parts[part].Stored.Blocks.Count; block++)
            {
                var read = await store.ReadBlocksAsync([new BlockPlace(segment, part, block)], cancellationToken);
                foreach (var entry in SegmentFormat.ReadAll(read[0]))
                {
                    yield return entry;
                }
            }
        }
    }
}
