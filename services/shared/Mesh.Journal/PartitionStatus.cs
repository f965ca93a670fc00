using Mesh.Journal.Owners;
using Mesh.Kernel;

namespace Mesh.Journal;

/// <summary>One partition as this replica sees it.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="IsActive">True when this replica owns it, as far as it knows.</param>
/// <param name="HeadSequence">Newest record that this replica has applied; 0 when it has applied none.</param>
/// <param name="HeadHash">Hash of that record, 32 bytes; the genesis hash when there is none.</param>
/// <param name="HeadTime">Time of that record's last event; the epoch when there is none.</param>
/// <param name="WriterReplica">Replica that wrote that record; empty when there is none.</param>
/// <param name="Problem">Which record is damaged, so that this replica does not serve the partition; empty when none is known.</param>
public sealed record PartitionStatus(
    int Number, bool IsActive, ulong HeadSequence, ReadOnlyMemory<byte> HeadHash, Moment HeadTime, string WriterReplica, string Problem)
{
    /// <summary>Where the peers of that replica reach it; empty when nobody has written.</summary>
    public string WriterAddress { get; init; } = "";

    /// <summary>The newest change of owner that this replica has seen; null when it has seen none.</summary>
    public ChangeOfOwner? LastChange { get; init; }

    /// <summary>Records that the owner has told of and this replica has not applied yet.</summary>
    public ulong LagRecords { get; init; }
}
