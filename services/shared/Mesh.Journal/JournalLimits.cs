namespace Mesh.Journal;

/// <summary>Every bound of the journal, with its unit and its reason.</summary>
public static class JournalLimits
{
    /// <summary>Partitions of a service. More would spread no better: placement evens out at 64 (architecture, section 3).</summary>
    public const int PartitionCountMax = 256;

    /// <summary>Items (transfers, payments) in one batch: what fits in 1 MiB at 128 bytes an item, less room for the header.</summary>
    public const int BatchItemsMax = 8_190;

    /// <summary>Bytes of one stored record. Three of them fit in one answer of a sidecar, which sends 4 MiB at most by default.</summary>
    public const int RecordBytesMax = 1024 * 1024;

    /// <summary>
    /// Items that may wait for a partition: eight full batches. What comes on top is refused at once and does not wait to time out.
    /// </summary>
    public const int WaitingItemsMax = 8 * BatchItemsMax;

    /// <summary>Reads that may wait for a partition.</summary>
    public const int WaitingReadsMax = 65_536;

    /// <summary>
    /// How long one append is tried before its callers are told that the outcome is unknown. Longer than a store that stops for 4 s.
    /// </summary>
    public static readonly TimeSpan AppendTimeMax = TimeSpan.FromSeconds(10);

    /// <summary>How long one read of the store is tried before whoever needs it is refused.</summary>
    public static readonly TimeSpan ReadTimeMax = TimeSpan.FromSeconds(10);

    /// <summary>What a refused caller is told to wait.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);
}
