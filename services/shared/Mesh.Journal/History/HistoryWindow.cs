namespace Mesh.Journal.History;

/// <summary>
/// Entries of the records since the last cut. One loop adds; what was added never changes, so <see cref="Entries"/> may be read by others.
/// </summary>
/// <param name="number">Number of the segment that it will be.</param>
/// <param name="firstSequence">First record that it covers.</param>
internal sealed class HistoryWindow(int number, ulong firstSequence)
{
    private const int CountAtFirst = 256;

    private HistoryEntry[] entries = new HistoryEntry[CountAtFirst];

    public int Number => number;

    public ulong FirstSequence => firstSequence;

    /// <summary>Last record that it covers, once it is cut.</summary>
    public ulong LastSequence { get; private set; }

    public int Count { get; private set; }

    /// <summary>What was added so far, in the order of the places.</summary>
    public ReadOnlyMemory<HistoryEntry> Entries => entries.AsMemory(0, Count);

    public void Add(HistoryEntry entry)
    {
        if (Count == entries.Length)
        {
            Array.Resize(ref entries, 2 * Count);
        }

        entries[Count++] = entry;
    }

    /// <summary>Closes it after a record.</summary>
    public void CutAfter(ulong lastSequence) => LastSequence = lastSequence;

    /// <summary>Copies the entries by key. Only when it is cut; takes a while.</summary>
    public HistoryEntry[] Sorted()
    {
        var sorted = Entries.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
