using System.Threading.Channels;
using Grpc.Core;
using Mesh.Payments.Service.Peers;

namespace Mesh.Payments.Tests.Peers;

public sealed class PeerBatcherTests : IAsyncLifetime
{
    private readonly Channel<Call> calls = Channel.CreateUnbounded<Call>();
    private readonly PeerBatcher<int, string> batcher;

    public PeerBatcherTests() => batcher = new PeerBatcher<int, string>("peer", (tenant, requests, cancellationToken) =>
    {
        var call = new Call(tenant, requests);
        calls.Writer.TryWrite(call);
        return call.Answer.Task.WaitAsync(cancellationToken);
    });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => batcher.DisposeAsync();

    [Fact]
    public async Task Requests_WhileACallIsUnderWay_TravelTogetherInTheNext()
    {
        var first = AskAsync("acme", 1);
        var call = await NextAsync();
        var others = Enumerable.Range(2, 255).Select(number => AskAsync("acme", number)).ToList();

        call.Succeed();
        var second = await NextAsync();
        second.Succeed();

        Assert.Equal("acme/1", await first);
        Assert.Equal(Enumerable.Range(2, 255), second.Requests);
        Assert.Equal(Enumerable.Range(2, 255).Select(number => $"acme/{number}"), await Task.WhenAll(others));
    }

    [Fact]
    public async Task Tenant_WhosePeerHangs_HoldsUpNobodyElse()
    {
        var stuck = AskAsync("acme", 1);
        await NextAsync();

        var other = AskAsync("globex", 2);
        (await NextAsync()).Succeed();

        Assert.Equal("globex/2", await other);
        Assert.False(stuck.IsCompleted);
    }

    [Fact]
    public async Task Request_ThatThePeerRefuses_FailsAlone()
    {
        var first = AskAsync("acme", 0);
        var call = await NextAsync();
        var others = Enumerable.Range(1, 8).Select(number => AskAsync("acme", number)).ToList();
        call.Succeed();

        // Whatever call holds number 5 is refused as a whole.
        var answered = 0;
        while (answered < 8)
        {
            var next = await NextAsync();
            if (next.Requests.Contains(5))
            {
                next.Fail(StatusCode.InvalidArgument);
                answered += next.Requests.Count == 1 ? 1 : 0;
            }
            else
            {
                next.Succeed();
                answered += next.Requests.Count;
            }
        }

        await first;
        await Assert.ThrowsAsync<RpcException>(() => others[4]);
        Assert.Equal([1, 2, 3, 4, 6, 7, 8], await NumbersOfSuccessesAsync(others));
    }

    [Fact]
    public async Task Call_ThatIsTooLarge_IsSentInHalves()
    {
        var first = AskAsync("acme", 0);
        var call = await NextAsync();
        var others = Enumerable.Range(1, 8).Select(number => AskAsync("acme", number)).ToList();
        call.Succeed();

        (await NextAsync()).Fail(StatusCode.ResourceExhausted);
        for (var half = 0; half < 2; half++)
        {
            var next = await NextAsync();
            Assert.Equal(4, next.Requests.Count);
            next.Succeed();
        }

        await first;
        Assert.Equal(8, (await Task.WhenAll(others)).Length);
    }

    [Fact]
    public async Task Peer_ThatAnswersTooFew_IsNotBelieved()
    {
        var asked = AskAsync("acme", 1);

        (await NextAsync()).Answer.SetResult([]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => asked);
    }

    [Fact]
    public async Task Caller_ThatGivesUp_DoesNotDisturbTheCall()
    {
        using var patience = new CancellationTokenSource();
        var impatient = batcher.AskAsync("acme", 1, patience.Token);
        var call = await NextAsync();

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        call.Succeed();
        var next = AskAsync("acme", 2);
        (await NextAsync()).Succeed();

        Assert.Equal("acme/2", await next);
    }

    [Fact]
    public async Task Dispose_WhileACallIsUnderWay_EndsItAndRefusesNewOnes()
    {
        var asked = AskAsync("acme", 1);
        await NextAsync();

        await batcher.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => AskAsync("acme", 2));
    }

    private Task<string> AskAsync(string tenant, int request) => batcher.AskAsync(tenant, request, CancellationToken.None);

    private async Task<Call> NextAsync() => await calls.Reader.ReadAsync();

    private static async Task<List<int>> NumbersOfSuccessesAsync(IReadOnlyList<Task<string>> asked)
    {
        var numbers = new List<int>();
        foreach (var task in asked)
        {
            await task.ContinueWith(static _ => { }, TaskScheduler.Default);
            if (task.IsCompletedSuccessfully)
            {
                numbers.Add(int.Parse((await task).Split('/')[1], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return numbers;
    }

    private sealed class Call(string tenant, IReadOnlyList<int> requests)
    {
        public IReadOnlyList<int> Requests => requests;

        public TaskCompletionSource<IReadOnlyList<string>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Succeed() => Answer.SetResult([.. requests.Select(request => $"{tenant}/{request}")]);

        public void Fail(StatusCode code) => Answer.SetException(new RpcException(new Status(code, "refused")));
    }
}
