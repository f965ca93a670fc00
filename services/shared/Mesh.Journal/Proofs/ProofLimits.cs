namespace Mesh.Journal.Proofs;

/// <summary>Every bound of the proofs, with its unit and its reason. What is stored depends on the first five.</summary>
internal static class ProofLimits
{
    /// <summary>Bits of the place of an entry in its tile: a tile is a subtree of this height.</summary>
    public const int TileHeight = 8;

    /// <summary>
    /// Entries of a full tile: 13 KiB. A proof from ten million leaves reads two of them and the records of 256 leaves.
    /// </summary>
    public const int TileEntries = 1 << TileHeight;

    /// <summary>Hashes of records in one block.</summary>
    public const int BlockRecords = 256;

    /// <summary>Leaves after which a tree head is published at the latest: a few a minute at the highest rate.</summary>
    public const ulong HeadLeaves = 1UL << 20;

    /// <summary>
    /// Time after which a tree head is published with the next leaf: an auditor who keeps one an hour sees what happens between any two.
    /// </summary>
    public static readonly TimeSpan HeadPeriod = TimeSpan.FromHours(1);

    /// <summary>Leaves after which the checkpoint is saved: what a restart hashes again.</summary>
    public const ulong CheckpointLeaves = 65_536;

    /// <summary>Records after which the checkpoint is saved: what a restart reads again, one or two bulk reads.</summary>
    public const ulong CheckpointRecords = 1_024;

    /// <summary>How often the trees of the partitions owned here are looked after.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>
    /// While commits go on, building rests this many times as long as it works: a tenth of one core at most. It lags then, and catches up
    /// when there is less to do; whoever asks for a proof does not wait for that.
    /// </summary>
    public const int RestFactor = 9;

    /// <summary>Values written at once.</summary>
    public const int WritesAtOnce = 4;
}
