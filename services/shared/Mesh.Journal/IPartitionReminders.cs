namespace Mesh.Journal;

/// <summary>
/// Durable wake-ups of partitions. They survive restarts and may fire more than once, on any replica; each calls
/// <see cref="IPartitionObserver{TState,TCommand,TResult,TEvent}.RemindedAsync"/>. A reminder is a wake-up, never a fact.
/// </summary>
public interface IPartitionReminders
{
    /// <summary>Registers a reminder, replacing one of the same name.</summary>
    /// <param name="partition">Number of the partition, from 0.</param>
    /// <param name="name">Unique within the partition; not empty.</param>
    /// <param name="dueIn">From now to the first firing; zero or more.</param>
    /// <param name="period">Between firings, at least one millisecond; null for one firing only.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The sidecar did not answer; the reminder may be registered all the
    /// same.</exception>
    Task RegisterAsync(int partition, string name, TimeSpan dueIn, TimeSpan? period, CancellationToken cancellationToken);

    /// <summary>Removes a reminder; an absent one is a success.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The sidecar did not answer; the reminder may be gone all the
    /// same.</exception>
    Task UnregisterAsync(int partition, string name, CancellationToken cancellationToken);
}
