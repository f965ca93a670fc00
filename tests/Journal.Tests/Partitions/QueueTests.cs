using Mesh.Kernel;
using Mesh.Testing.State;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Partitions;

public sealed class QueueTests
{
    [Fact]
    public async Task Submit_QueueIsFull_IsRefusedAtOnceAsSurelyNotDone()
    {
        var machine = new TextMachine { Weight = static _ => JournalLimits.BatchItemsMax };
        await using var partition = await TextPartition.StartAsync(new InMemoryStateStore(), machine, observer: null);
        partition.Store.Holds = true;
        var waiting = Enumerable.Range(0, JournalLimits.WaitingItemsMax / JournalLimits.BatchItemsMax)
            .Select(number => partition.SubmitAsync($"{number}")).ToArray();

        var failure = await Assert.ThrowsAsync<ServiceUnavailableException>(() => partition.SubmitAsync("too many"));

        Assert.False(failure.OutcomeUnknown);
        Assert.All(waiting, submitted => Assert.False(submitted.IsCompleted));
    }

    [Fact]
    public async Task Submit_CallerGaveUpBeforeItsTurn_IsSkipped()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var first = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        using var patience = new CancellationTokenSource();
        var givenUp = partition.Serving.SubmitAsync("given up", patience.Token);
        var last = partition.SubmitAsync("b");
        partition.Store.Holds = false;

        await patience.CancelAsync();
        await underWay.ReleaseAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        var places = await Task.WhenAll(first, last);
        Assert.Equal([1, 2], places);
        Assert.Equal(["a", "b"], await partition.ReadAsync(ReadConsistency.Linearizable));
    }

    [Fact]
    public async Task Submit_CallerGaveUpDuringTheAppend_IsCommittedAllTheSame()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        using var patience = new CancellationTokenSource();
        var givenUp = partition.Serving.SubmitAsync("a", patience.Token);
        var underWay = await partition.Store.NextCreateAsync();

        await patience.CancelAsync();
        await underWay.ReleaseAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        Assert.Equal(["a"], await partition.ReadAsync(ReadConsistency.Linearizable));
    }

    [Fact]
    public async Task Stop_CommandsWait_FinishesThemAndRefusesNewOnes()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var first = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        var waiting = partition.SubmitAsync("b");
        partition.Store.Holds = false;

        var stopped = partition.Serving.StopAsync(CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(() => partition.SubmitAsync("c"));
        await underWay.ReleaseAsync();
        await stopped;

        Assert.False(refusal.OutcomeUnknown);
        var places = await Task.WhenAll(first, waiting);
        Assert.Equal([1, 2], places);
        await Assert.ThrowsAsync<ServiceUnavailableException>(() => partition.ReadAsync(ReadConsistency.Local));
    }

    [Fact]
    public async Task Stop_TimeIsUpDuringAnAppend_SaysThatItsOutcomeIsUnknownAndTheRestSurelyNotDone()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var underWay = partition.SubmitAsync("a");
        await partition.Store.NextCreateAsync();
        var waiting = partition.SubmitAsync("b");
        using var timeIsUp = new CancellationTokenSource();

        var stopped = partition.Serving.StopAsync(timeIsUp.Token);
        await timeIsUp.CancelAsync();
        await stopped;

        Assert.True((await Assert.ThrowsAsync<ServiceUnavailableException>(() => underWay)).OutcomeUnknown);
        Assert.False((await Assert.ThrowsAsync<ServiceUnavailableException>(() => waiting)).OutcomeUnknown);
    }
}
