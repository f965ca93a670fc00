namespace Mesh.Journal.History;

/// <summary>The segments that together cover the history once, at one moment. Immutable.</summary>
internal sealed class HistoryView
{
    public static readonly HistoryView Empty = new([]);

    private readonly SegmentPart[] parts;
    private readonly UInt128 lastKey;

    private HistoryView(Segment[] segments)
    {
        Segments = segments;
        parts = [.. segments.SelectMany(segment => segment.Parts)];
        lastKey = segments.Select(segment => segment.LastKey).DefaultIfEmpty().Max();
    }

    /// <summary>Segments, those of higher levels first and on each level the oldest first: so in the order of their records.</summary>
    public Segment[] Segments { get; }

    /// <summary>Last record that is covered; 0 when none is.</summary>
    public ulong LastSequence => Segments.Length == 0 ? 0 : Segments[^1].LastSequence;

    /// <summary>Says whether the history may have something under a key. Quick, and quickest for keys larger than all before.</summary>
    public bool MayContain(UInt128 key)
    {
        if (key > lastKey)
        {
            return false;
        }

        foreach (var part in parts)
        {
            if (part.MayContain(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gets the view with a segment more; one that was merged stands for those that it was merged from.</summary>
    public HistoryView With(Segment added) => new(
        [.. Segments.Where(segment => segment.LastSequence < added.FirstSequence || segment.FirstSequence > added.LastSequence)
            .Append(added).OrderBy(segment => segment.FirstSequence)]);

    /// <summary>Gets the segments that are due to be merged; empty when none are.</summary>
    public IReadOnlyList<Segment> NextToMerge()
    {
        for (var level = 0; level < HistoryLimits.LevelMax; level++)
        {
            Segment[] due = [.. Segments.Where(segment => segment.Level == level).Take(HistoryLimits.MergeCount)];
            if (due.Length == HistoryLimits.MergeCount)
            {
                return due;
            }
        }

        return [];
    }
}
