using Mesh.Dapr.State;
using Mesh.Journal;
using Mesh.Journal.Proofs;
using Mesh.Journal.Replay;
using Mesh.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Testing.Partitions;

/// <summary>
/// Real partitions of a service over a store in memory, without sidecar and placement: what a service's tests stand on.
/// <code>
/// await using var partitions = await TestPartitions.StartAsync(new LedgerPartition(), new FakeTimeProvider());
/// </code>
/// Start a second one over the same <see cref="Store"/> to see what a restart finds.
/// </summary>
public sealed class TestPartitionSet<TState, TCommand, TResult, TEvent>
    : IPartitionSet<TState, TCommand, TResult, TEvent>, ICommittedHeads, IAsyncDisposable
{
    private readonly Partition<TState, TCommand, TResult, TEvent>[] partitions;
    private readonly string service;
    private readonly JournalProofs proofs;

    internal TestPartitionSet(
        Partition<TState, TCommand, TResult, TEvent>[] partitions, string service, IStateStore store, TimeProvider time)
    {
        this.partitions = partitions;
        this.service = service;
        Store = store;
        proofs = new JournalProofs(this, store, time, NullLoggerFactory.Instance);
    }

    /// <summary>Proofs of what is in the journals.</summary>
    public IJournalProofs Proofs => proofs;

    /// <inheritdoc/>
    string ICommittedHeads.Service => service;

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

    /// <inheritdoc/>
    JournalHead? ICommittedHeads.HeadOf(int number) => partitions[number].Head;

    /// <inheritdoc/>
    JournalDamagedException? ICommittedHeads.DamageOf(int number) => partitions[number].StoppedBy as JournalDamagedException;

    /// <inheritdoc/>
    bool ICommittedHeads.IsOwner(int number) => partitions[number].IsOwner;

    /// <inheritdoc/>
    async Task<JournalHead> ICommittedHeads.CatchUpAsync(int number, CancellationToken cancellationToken)
    {
        await partitions[number].ReadAsync(static _ => true, ReadConsistency.Linearizable, cancellationToken);
        return partitions[number].Head;
    }

    /// <inheritdoc/>
    void ICommittedHeads.Condemn(JournalDamagedException damage) => partitions[damage.Partition].Condemn(damage);

    /// <summary>Verifies a partition's journal.</summary>
    public Task<JournalVerification> VerifyAsync(int number) => partitions[number].VerifyAsync(CancellationToken.None);

    /// <summary>Stops every partition in order.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var partition in partitions)
        {
            await partition.StopAsync(CancellationToken.None);
        }

        proofs.Dispose();
    }
}
