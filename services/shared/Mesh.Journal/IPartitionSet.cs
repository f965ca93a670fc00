namespace Mesh.Journal;

/// <summary>All partitions of a service.</summary>
public interface IPartitionSet<TState, TCommand, TResult, TEvent>
{
    /// <summary>Number of partitions, fixed when the store was first used.</summary>
    int Count { get; }

    /// <summary>Gets the partition that a tenant lives in, waking it when it sleeps.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The partition cannot be served here now.</exception>
    ValueTask<IPartition<TState, TCommand, TResult, TEvent>> ForTenantAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Gets a partition by number, waking it when it sleeps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The service has no such partition.</exception>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The partition cannot be served here now.</exception>
    ValueTask<IPartition<TState, TCommand, TResult, TEvent>> GetAsync(int number, CancellationToken cancellationToken);
}
