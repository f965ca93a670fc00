using Mesh.Journal.V1;
using Mesh.Kernel;

namespace Mesh.Journal.Records;

/// <summary>
/// A record as it was read, whole in itself: its hash fits its content. Whether it fits the record before it is for the reader's chain to
/// say.
/// </summary>
/// <param name="Sequence">Its number.</param>
/// <param name="PreviousHash">Hash of the record that it follows, 32 bytes.</param>
/// <param name="Hash">Its hash, 32 bytes.</param>
/// <param name="Writer">Who wrote it.</param>
/// <param name="Time">Time of its first event.</param>
/// <param name="FormatVersion">Version of the events' shapes.</param>
/// <param name="Events">Each event in its stored form; none in a claim.</param>
/// <param name="ByteLength">Bytes that the record takes in the store.</param>
internal sealed record StoredRecord(
    ulong Sequence,
    byte[] PreviousHash,
    byte[] Hash,
    WriterIdentity Writer,
    Moment Time,
    uint FormatVersion,
    IReadOnlyList<ReadOnlyMemory<byte>> Events,
    int ByteLength)
{
    /// <summary>Why the writer took the partition; unspecified when the record does not say, as only a claim does.</summary>
    public ClaimReason ClaimReason { get; init; }
}
