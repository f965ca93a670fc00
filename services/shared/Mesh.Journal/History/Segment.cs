namespace Mesh.Journal.History;

/// <summary>What of a stored segment is kept in memory. Immutable.</summary>
/// <param name="Level">0 for one that was a window; each higher one was merged from <see cref="HistoryLimits.MergeCount"/>.</param>
/// <param name="Number">Its number on its level, from 0 without gaps.</param>
/// <param name="FirstSequence">First record that it covers.</param>
/// <param name="LastSequence">Last record that it covers.</param>
/// <param name="Parts">Its parts, in the order of their keys.</param>
internal sealed record Segment(
    int Level, int Number, ulong FirstSequence, ulong LastSequence, IReadOnlyList<SegmentPart> Parts)
{
    /// <summary>Largest key in it; zero when it has none.</summary>
    public UInt128 LastKey => Parts.Count == 0 ? 0 : Parts[^1].LastKey;
}
