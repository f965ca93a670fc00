using System.Globalization;

namespace Mesh.Journal.Records;

/// <summary>The keys under which a service's journal lives in its state store. Stored for ever: never change one.</summary>
public static class RecordKeys
{
    /// <summary>Where the partition count is recorded.</summary>
    public const string Layout = "partitions";

    /// <summary>Where the key is that seals positions. Written only by create-if-absent.</summary>
    public const string PositionKey = "position-key";

    /// <summary>Where record <paramref name="sequence"/> of a partition is stored. Written only by create-if-absent.</summary>
    public static string Record(int partition, ulong sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"journal/{partition}/{sequence:D20}");

    /// <summary>Where a segment of the history index of a partition is stored, and what all its other keys begin with.</summary>
    public static string HistorySegment(int partition, int level, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"history/{partition}/{level}/{number}");

    /// <summary>Where a block of entries is stored.</summary>
    public static string HistoryBlock(int partition, int level, int number, int part, int block) =>
        string.Create(CultureInfo.InvariantCulture, $"history/{partition}/{level}/{number}/{part}/{block}");

    /// <summary>Where a piece of a filter is stored.</summary>
    public static string HistoryFilter(int partition, int level, int number, int part, int piece) =>
        string.Create(CultureInfo.InvariantCulture, $"history/{partition}/{level}/{number}/{part}/filter/{piece}");

    /// <summary>Where a full tile of the tree over a partition's events is stored.</summary>
    public static string ProofTile(int partition, int level, ulong number) =>
        string.Create(CultureInfo.InvariantCulture, $"proof/{partition}/tile/{level}/{number}");

    /// <summary>Where the hashes of records 256 * block + 1 to 256 * (block + 1) are stored.</summary>
    public static string ProofRecordHashes(int partition, ulong block) =>
        string.Create(CultureInfo.InvariantCulture, $"proof/{partition}/records/{block}");

    /// <summary>Where a published tree head is stored.</summary>
    public static string ProofHead(int partition, ulong number) =>
        string.Create(CultureInfo.InvariantCulture, $"proof/{partition}/head/{number}");

    /// <summary>Where building the tree of a partition goes on after a restart. Written only by plain saves.</summary>
    public static string ProofCheckpoint(int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"proof/{partition}/checkpoint");

    /// <summary>Where the names of a partition's snapshots are stored.</summary>
    public static string Snapshots(int partition) => string.Create(CultureInfo.InvariantCulture, $"snapshots/{partition}");

    /// <summary>Where a snapshot is described.</summary>
    public static string Snapshot(int partition, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"snapshot/{partition}/{name}");

    /// <summary>Where a chunk of a snapshot is stored.</summary>
    public static string SnapshotChunk(int partition, string name, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"snapshot/{partition}/{name}/{chunk}");

    /// <summary>Where a hint at the head of a partition is stored. Written only by plain saves.</summary>
    public static string Head(int partition) => string.Create(CultureInfo.InvariantCulture, $"head/{partition}");

    /// <summary>Where a caller remembers how far the journals of another service have come. Written only by plain saves.</summary>
    public static string Witness(string service) => $"witness/{service}";
}
