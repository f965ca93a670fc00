namespace Mesh.Journal.History;

/// <summary>Entries of the records since the last cut.</summary>
/// <param name="number">Number of the segment that it will be.</param>
/// <param name="firstSequence">First record that it covers.</param>
internal sealed class HistoryWindow(int number, ulong firstSequence)
{
    private readonly List<HistoryEntry> entries = [];

    public int Number => number;

    public ulong FirstSequence => firstSequence;

    /// <summary>Last record that it covers, once it is cut.</summary>
    public ulong LastSequence { get; private set; }

    public int Count => entries.Count;

    public void Add(HistoryEntry entry) => entries.Add(entry);

    /// <summary>Closes it after a record, and sorts it.</summary>
    public void CutAfter(ulong lastSequence) => LastSequence = lastSequence;

    /// <summary>Gets the entries sorted. Only when it is cut; takes a while.</summary>
    public ReadOnlySpan<HistoryEntry> Sorted()
    {
        entries.Sort();
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries);
    }
}
