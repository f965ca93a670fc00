namespace Mesh.Journal.History;

/// <summary>Every bound of the history index, with its unit and its reason.</summary>
internal static class HistoryLimits
{
    /// <summary>
    /// Entries after which a window is cut: some 20 MB of transfers in memory, twice while its segment is written. A segment ends at the
    /// first record that reaches it, so every writer cuts at the same records. Stored segments depend on it.
    /// </summary>
    public const int WindowEntries = 65_536;

    /// <summary>Segments that are merged into one of the next level.</summary>
    public const int MergeCount = 16;

    /// <summary>
    /// Highest level: 16,777,216 entries a segment. Those of it are not merged any more; a lookup looks at the range of each.
    /// </summary>
    public const int LevelMax = 2;

    /// <summary>Entries of one part of a segment: a filter of 2 MiB, which takes some 30 MB to build.</summary>
    public const int PartEntriesMax = WindowEntries * MergeCount;

    /// <summary>Entries of one block, 65,280 bytes: what one lookup reads.</summary>
    public const int BlockEntriesMax = 2_720;

    /// <summary>Bytes of one piece of a filter.</summary>
    public const int FilterPieceBytes = 512 * 1024;

    /// <summary>Values written at once.</summary>
    public const int WritesAtOnce = 4;

    /// <summary>Blocks read by one call: together below the 4 MiB that a sidecar answers at most.</summary>
    public const int BlocksReadAtOnce = 48;

    /// <summary>Bytes of records after which a page of events ends.</summary>
    public const int PageBytesMax = 16 * 1024 * 1024;

    /// <summary>Windows that may wait to be written before commands have to wait for one.</summary>
    public const int WaitingWindowsMax = 4;

    /// <summary>
    /// Windows after which a snapshot is taken: 1,048,576 entries, which a start replays in a few seconds at most.
    /// </summary>
    public const int WindowsBetweenSnapshots = 16;
}
