namespace Mesh.Journal;

/// <summary>What operators and auditors may ask of a service's journal. Nothing here changes anything.</summary>
public interface IJournalInspection
{
    /// <summary>Lists the partitions in the order of their numbers.</summary>
    IReadOnlyList<PartitionStatus> ListPartitions();

    /// <summary>
    /// Walks the chain of a partition, rebuilds its state from record 1 and compares it with the one in memory, if this replica has one.
    /// </summary>
    /// <exception cref="Mesh.Kernel.ResourceNotFoundException">The service has no such partition.</exception>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store did not answer.</exception>
    Task<JournalVerification> VerifyAsync(int partition, CancellationToken cancellationToken);
}
