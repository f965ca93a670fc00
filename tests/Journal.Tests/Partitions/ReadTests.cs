using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Partitions;

public sealed class ReadTests
{
    [Fact]
    public async Task Read_AnotherWriterHasCommitted_SeesItWhenLinearizable()
    {
        var store = new InMemoryStateStore();
        await using var one = await TextPartition.StartAsync(store);
        await using var other = await TextPartition.StartAsync(store);
        await other.SubmitAsync("a");

        Assert.Empty(await one.ReadAsync(ReadConsistency.Local));
        Assert.Equal(["a"], await one.ReadAsync(ReadConsistency.Linearizable));
        Assert.Equal(["a"], await one.ReadAsync(ReadConsistency.Local));
    }

    [Fact]
    public async Task Read_WhileAnAppendIsUnderWay_DoesNotSeeWhatIsProvisional()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var submitted = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        Task<IReadOnlyList<string>>[] reads =
            [partition.ReadAsync(ReadConsistency.Local), partition.ReadAsync(ReadConsistency.Linearizable)];
        Assert.All(reads, read => Assert.False(read.IsCompleted));

        await underWay.ReleaseAsync();
        await submitted;

        Assert.All(await Task.WhenAll(reads), texts => Assert.Equal(["a"], texts));
    }

    [Fact]
    public async Task Read_QueryThrows_TellsItsCallerOnly()
    {
        await using var partition = await TextPartition.StartAsync();

        await Assert.ThrowsAsync<FormatException>(() => partition.Serving.ReadAsync<int>(
            static _ => throw new FormatException(), ReadConsistency.Linearizable, CancellationToken.None));

        Assert.Empty(await partition.ReadAsync(ReadConsistency.Linearizable));
    }

    [Fact]
    public async Task Read_Local_DoesNotAskTheStore()
    {
        await using var partition = await TextPartition.StartAsync();
        var before = partition.Store.GetCount;

        await partition.ReadAsync(ReadConsistency.Local);

        Assert.Equal(before, partition.Store.GetCount);
    }

    [Fact]
    public async Task Read_IdlePartition_LooksOnce()
    {
        await using var partition = await TextPartition.StartAsync();
        var before = partition.Store.GetCount;

        await partition.ReadAsync(ReadConsistency.Linearizable);

        Assert.Equal(before + 1, partition.Store.GetCount);
    }

    [Fact]
    public async Task Read_CallerGaveUp_Ends()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var submitted = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        using var patience = new CancellationTokenSource();
        var read = partition.Serving.ReadAsync(static state => state.Count, ReadConsistency.Local, patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await underWay.ReleaseAsync();
        Assert.Equal(1, await submitted);
    }
}
