using Mesh.Dapr.State;
using Mesh.Journal;
using Mesh.Kernel;

namespace Mesh.Testing.Partitions;

/// <summary>
/// Real partitions of a service over a store in memory, without sidecar and placement: what a service's tests stand on.
/// <code>
/// await using var partitions = await TestPartitions.StartAsync(new LedgerPartition(), new FakeTimeProvider());
/// </code>
/// Start a second one over the same <see cref="Store"/> to see what a restart finds.
/// </summary>
public sealed class TestPartitionSet<TState, TCommand, TResult, TEvent>
    : IPartitionSet<TState, TCommand, TResult, TEvent>, IAsyncDisposable
{
    private readonly Partition<TState, TCommand, TResult, TEvent>[] partitions;

    internal TestPartitionSet(Partition<TState, TCommand, TResult, TEvent>[] partitions, IStateStore store)
    {
        this.partitions = partitions;
        Store = store;
    }

    /// <summary>Where the journals are.</summary>
    public IStateStore Store { get; }

    /// <inheritdoc/>
    public int Count => partitions.Length;

    /// <inheritdoc/>
    public ValueTask<IPartition<TState, TCommand, TResult, TEvent>> ForTenantAsync(string tenant, CancellationToken cancellationToken) =>
        GetAsync(PartitionHash.PartitionOf(tenant, Count), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IPartition<TState, TCommand, TResult, TEvent>> GetAsync(int number, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        return ValueTask.FromResult<IPartition<TState, TCommand, TResult, TEvent>>(partitions[number]);
    }

    /// <summary>Verifies a partition's journal.</summary>
    public Task<JournalVerification> VerifyAsync(int number) => partitions[number].VerifyAsync(CancellationToken.None);

    /// <summary>Stops every partition in order.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var partition in partitions)
        {
            await partition.StopAsync(CancellationToken.None);
        }
    }
}
