namespace Mesh.Journal;

/// <summary>
/// A record is missing or wrong, so nothing after it can be trusted. The partition stops; nothing is repaired. An operator has to look.
/// </summary>
public sealed class JournalDamagedException(int partition, ulong sequence, string problem, Exception? inner = null)
    : Exception($"Record {sequence} of partition {partition} {problem}", inner)
{
    /// <summary>Number of the partition.</summary>
    public int Partition { get; } = partition;

    /// <summary>Number of the first record that is missing or wrong.</summary>
    public ulong Sequence { get; } = sequence;

    /// <summary>What is wrong with it, as the rest of a sentence that begins with the record.</summary>
    public string Problem { get; } = problem;
}
