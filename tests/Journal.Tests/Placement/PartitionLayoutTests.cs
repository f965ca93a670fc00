using Mesh.Journal.Placement;
using Mesh.Testing.State;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Journal.Tests.Placement;

public sealed class PartitionLayoutTests
{
    [Fact]
    public async Task Ensure_StoreHasAnotherNumber_IsRefusedNamingBoth()
    {
        var store = new InMemoryStateStore();
        await PartitionLayout.EnsureAsync(store, "ledger", partitionCount: 4, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<JournalStartException>(() =>
            PartitionLayout.EnsureAsync(store, "ledger", partitionCount: 8, CancellationToken.None));

        Assert.Contains("with 4 partitions", failure.Message, StringComparison.Ordinal);
        Assert.Contains("with 8", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_StoreHasTheSameNumber_Passes()
    {
        var store = new InMemoryStateStore();
        await PartitionLayout.EnsureAsync(store, "ledger", partitionCount: 4, CancellationToken.None);

        await PartitionLayout.EnsureAsync(store, "ledger", partitionCount: 4, CancellationToken.None);

        Assert.Equal(["partitions"], store.Keys);
    }

    [Fact]
    public async Task Ensure_StoreOfAnotherService_IsRefused()
    {
        var store = new InMemoryStateStore();
        await PartitionLayout.EnsureAsync(store, "ledger", partitionCount: 4, CancellationToken.None);

        await Assert.ThrowsAsync<JournalStartException>(() =>
            PartitionLayout.EnsureAsync(store, "risk", partitionCount: 4, CancellationToken.None));
    }

    [Fact]
    public async Task Ensure_AnotherReplicaIsFirstWithAnotherNumber_IsRefused()
    {
        var shared = new InMemoryStateStore();
        var store = new FaultyStateStore(shared, new Random(1), new FakeTimeProvider(), FaultRates.None)
        {
            BeforeCreate = _ => PartitionLayout.EnsureAsync(shared, "ledger", partitionCount: 2, CancellationToken.None),
        };

        var failure = await Assert.ThrowsAsync<JournalStartException>(() =>
            PartitionLayout.EnsureAsync(store, "ledger", partitionCount: 4, CancellationToken.None));

        Assert.Contains("with 2 partitions", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ensure_StoreErrsAfterTheEffect_Passes()
    {
        var rates = FaultRates.None with { WriteFailsAfter = 1 };
        var store = new FaultyStateStore(new InMemoryStateStore(), new Random(1), new FakeTimeProvider(), rates);

        await PartitionLayout.EnsureAsync(store, "ledger", partitionCount: 4, CancellationToken.None);

        Assert.Equal(1, store.FaultCount);
    }

    [Fact]
    public async Task Ensure_StoreDoesNotAnswer_SaysSo()
    {
        var rates = FaultRates.None with { ReadFails = 1 };
        var store = new FaultyStateStore(new InMemoryStateStore(), new Random(1), new FakeTimeProvider(), rates);

        var failure = await Assert.ThrowsAsync<JournalStartException>(() =>
            PartitionLayout.EnsureAsync(store, "ledger", partitionCount: 4, CancellationToken.None));

        Assert.Contains("does not answer", failure.Message, StringComparison.Ordinal);
    }
}
