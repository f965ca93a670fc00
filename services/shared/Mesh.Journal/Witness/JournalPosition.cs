namespace Mesh.Journal.Witness;

/// <summary>How far the journal of a partition has come: what a caller is told, keeps, and tells back.</summary>
/// <param name="Partition">Number of the partition.</param>
/// <param name="Sequence">A committed record.</param>
/// <param name="Hash">Hash of that record, 32 bytes: it stands for all records before it too.</param>
/// <param name="Seal">Shows that the service itself has given this position.</param>
public sealed record JournalPosition(int Partition, ulong Sequence, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> Seal);
