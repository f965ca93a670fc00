namespace Mesh.Journal.Store;

/// <summary>
/// Chooses how many records to ask for at once, so that the answer stays below what a sidecar may send (4 MiB by default; more fails the
/// whole call). It trusts that records are much like those just read, and halves its trust; records that are suddenly larger cost one
/// refused call, after which it asks for what always fits.
/// </summary>
internal sealed class BulkSize
{
    private const int AnswerBytesMax = 3 * 1024 * 1024;
    private const int CountMax = 1_024;
    private const int OverheadBytesPerItem = 128;

    /// <summary>What always fits: records of the largest size.</summary>
    public const int CountSafe = AnswerBytesMax / JournalLimits.RecordBytesMax;

    /// <summary>Number of records to ask for next.</summary>
    public int Count { get; private set; } = CountSafe;

    /// <summary>Learns from an answer that had every record asked for.</summary>
    /// <param name="recordBytesLargest">Bytes of the largest record in it.</param>
    public void Learn(int recordBytesLargest)
    {
        var fits = AnswerBytesMax / (2 * (recordBytesLargest + OverheadBytesPerItem));
        Count = Math.Clamp(Math.Min(fits, Count * 4), CountSafe, CountMax);
    }

    /// <summary>
    /// Learns that the head was reached: the next catching up has few records to read, and absent keys cost a store as much as present
    /// ones.
    /// </summary>
    public void Restart() => Count = CountSafe;

    /// <summary>Learns that the answer was too large to be sent; false when even the safe number was too large.</summary>
    public bool Shrink()
    {
        var couldShrink = Count > CountSafe;
        Count = CountSafe;
        return couldShrink;
    }
}
