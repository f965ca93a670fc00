using Mesh.Dapr.Streams;

namespace Mesh.Dapr.Tests.Streams;

public sealed class RunningCallsTests
{
    [Fact]
    public void Enter_AtTheLimit_IsRefusedUntilOneLeaves()
    {
        var running = new RunningCalls(limit: 2);
        Assert.True(running.TryEnter());
        Assert.True(running.TryEnter());

        Assert.False(running.TryEnter());

        running.Leave();
        Assert.True(running.TryEnter());
        Assert.Equal(2, running.Count);
    }

    [Fact]
    public void Close_SomeRun_EndsWithTheLastAndLetsNobodyIn()
    {
        var running = new RunningCalls(limit: 10);
        running.TryEnter();
        running.TryEnter();

        var empty = running.CloseAsync();

        Assert.False(running.TryEnter());
        running.Leave();
        Assert.False(empty.IsCompleted);
        running.Leave();
        Assert.True(empty.IsCompletedSuccessfully);
    }

    [Fact]
    public void Close_NothingRuns_EndsAtOnce() => Assert.True(new RunningCalls(limit: 1).CloseAsync().IsCompletedSuccessfully);
}
