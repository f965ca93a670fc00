using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Client.Tests;

/// <summary>What docs/replicas.md asks of a client.</summary>
public sealed class MeshCallInvokerTests : IAsyncLifetime
{
    private static readonly TimeSpan TryLimit = TimeSpan.FromMilliseconds(300);

    private readonly FakeTimeProvider time = new();
    private ScriptedReplica first = null!;
    private ScriptedReplica second = null!;
    private MeshCallInvoker mesh = null!;
    private Health.HealthClient client = null!;

    public async ValueTask InitializeAsync()
    {
        (first, second) = (await ScriptedReplica.StartAsync(), await ScriptedReplica.StartAsync());
        var options = new MeshClientOptions { FirstTryLimit = TryLimit, TryLimitMax = 3 * TryLimit, FirstWait = TimeSpan.Zero };
        mesh = new MeshCallInvoker([first.Address, second.Address], options, time);
        client = new Health.HealthClient(mesh);
    }

    public async ValueTask DisposeAsync()
    {
        mesh.Dispose();
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Call_Answered_StaysWithThePreferredReplica()
    {
        await CallAsync("1");
        await CallAsync("2");

        Assert.Equal(["1", "2"], first.Requests);
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task Call_ReplicaIsSilent_TheTryEndsAndAnotherReplicaAnswersTheSameRequest()
    {
        first.FallSilent();

        await CallAsync("pay once");

        Assert.Equal(["pay once"], first.Requests);
        Assert.Equal(["pay once"], second.Requests);
        Assert.InRange(first.TimeLimits[0], TimeSpan.Zero, TryLimit);
    }

    [Fact]
    public async Task Call_ReplicaIsGone_AnotherReplicaAnswers()
    {
        await first.DisposeAsync();

        await CallAsync("1");

        Assert.Equal(["1"], second.Requests);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Cancelled)]
    public async Task Call_TryEndsOpen_IsMadeAgainElsewhere(StatusCode status)
    {
        first.Fail(status);

        await CallAsync("1");

        Assert.Equal((1, 1), (first.Requests.Count, second.Requests.Count));
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.AlreadyExists)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.ResourceExhausted)]
    public async Task Call_Refused_IsNotMadeAgain(StatusCode status)
    {
        first.Fail(status);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => CallAsync("1"));

        Assert.Equal(status, refusal.StatusCode);
        Assert.Equal((1, 0), (first.Requests.Count, second.Requests.Count));
    }

    [Fact]
    public async Task Call_SeveralTriesFail_EveryOneCarriesTheSameRequestAndMoreTime()
    {
        first.Fail(StatusCode.Unavailable);
        second.Fail(StatusCode.Unavailable);
        first.Fail(StatusCode.Unavailable);

        await CallAsync("pay once");

        Assert.Equal(["pay once", "pay once", "pay once", "pay once"], first.Requests.Concat(second.Requests));
        Assert.InRange(second.TimeLimits[0], TryLimit, 2 * TryLimit);
        Assert.InRange(first.TimeLimits[1], 2 * TryLimit, 3 * TryLimit);
    }

    [Fact]
    public async Task Call_NobodyAnswersInTime_TheLastFailureIsThrownByItsDeadline()
    {
        for (var count = 0; count < 10; count++)
        {
            first.FallSilent();
            second.FallSilent();
        }

        var deadline = DateTime.UtcNow + 2 * TryLimit;
        var call = client.CheckAsync(new HealthCheckRequest(), deadline: deadline).ResponseAsync;
        var failure = await Assert.ThrowsAsync<RpcException>(() => call);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal((1, 1), (first.Requests.Count, second.Requests.Count));
    }

    [Fact]
    public async Task Call_CancelledByItsCaller_IsNotMadeAgain()
    {
        first.FallSilent();
        using var cancel = new CancellationTokenSource();
        var call = client.CheckAsync(new HealthCheckRequest(), cancellationToken: cancel.Token).ResponseAsync;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.Empty(second.Requests);
    }

    [Fact]
    public async Task Prefer_ReplicaFailedJustNow_ItIsPassedOverUntilTheSuspicionEnds()
    {
        first.Fail(StatusCode.Unavailable);
        await CallAsync("fails over");
        mesh.Prefer(0);

        await CallAsync("suspect");
        time.Advance(new MeshClientOptions().SuspicionTime);
        await CallAsync("trusted");

        Assert.Equal(["fails over", "trusted"], first.Requests);
        Assert.Equal(["fails over", "suspect"], second.Requests);
    }

    [Fact]
    public async Task Call_OneReplicaOnly_IsMadeAgainThere()
    {
        using var alone = new MeshCallInvoker([first.Address], new MeshClientOptions { FirstWait = TimeSpan.Zero }, time);
        first.Fail(StatusCode.Unavailable);

        await new Health.HealthClient(alone).CheckAsync(new HealthCheckRequest { Service = "1" });

        Assert.Equal(["1", "1"], first.Requests);
    }

    private async Task CallAsync(string request) => await client.CheckAsync(new HealthCheckRequest { Service = request });
}
