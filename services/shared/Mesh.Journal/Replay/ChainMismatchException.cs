namespace Mesh.Journal.Replay;

/// <summary>
/// A whole record does not follow what was applied before it: the store holds another history than the one in memory, or a damaged one.
/// </summary>
internal sealed class ChainMismatchException(int partition, ulong sequence)
    : Exception($"Record {sequence} of partition {partition} does not follow the record before it.")
{
    public ulong Sequence { get; } = sequence;
}
