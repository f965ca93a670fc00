using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Tests.Fixtures;
using Mesh.Dapr.Topics;
using Microsoft.Extensions.Logging.Abstractions;
using TopicStream = Mesh.Dapr.Tests.Fixtures.ScriptedStream<
    Dapr.Proto.Runtime.V1.SubscribeTopicEventsRequestAlpha1, Dapr.Proto.Runtime.V1.SubscribeTopicEventsResponseAlpha1>;
using WireStatus = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Dapr.Tests.Topics;

public sealed class DaprTopicSubscriberTests : IAsyncLifetime
{
    private ScriptedSidecar _sidecar = null!;
    private DaprConnection _connection = null!;
    private DaprTopicSubscriber _subscriber = null!;
    private Func<TopicEvent, CancellationToken, Task<TopicOutcome>> _handle = (_, _) => Task.FromResult(TopicOutcome.Success);
    private ITopicSubscription? _subscription;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await ScriptedSidecar.StartAsync();
        _connection = new DaprConnection(_sidecar.Options);
        _subscriber = new DaprTopicSubscriber(_connection, "pubsub", TimeProvider.System, NullLogger<DaprTopicSubscriber>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await (_subscription?.DisposeAsync() ?? ValueTask.CompletedTask);
        _connection.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Subscribe_SidecarAccepts_IsConnected()
    {
        _subscription = _subscriber.Subscribe("ledger", _handle);
        var stream = await _sidecar.Dapr.NextTopicStreamAsync();
        var greeting = (await stream.ReceiveAsync())!.InitialRequest;

        await AcceptAsync(stream);

        await _subscription.WaitUntilConnectedAsync(CancellationToken.None).Within();
        Assert.Equal(("pubsub", "ledger"), (greeting.PubsubName, greeting.Topic));
    }

    [Fact]
    public async Task Subscribe_SecondTimeToATopic_IsRefused()
    {
        _subscription = _subscriber.Subscribe("ledger", _handle);

        Assert.Throws<InvalidOperationException>(() => _subscriber.Subscribe("ledger", _handle));

        await Task.CompletedTask;
    }

    [Theory]
    [InlineData(TopicOutcome.Success, WireStatus.Success)]
    [InlineData(TopicOutcome.Retry, WireStatus.Retry)]
    [InlineData(TopicOutcome.Drop, WireStatus.Drop)]
    public async Task Deliver_Outcome_IsAnsweredUnderTheMessageId(TopicOutcome outcome, WireStatus expected)
    {
        TopicEvent? seen = null;
        _handle = (delivered, _) =>
        {
            seen = delivered;
            return Task.FromResult(outcome);
        };
        var stream = await ConnectAsync();

        await stream.SendAsync(Message("0/1/2", "payload"));

        var processed = (await stream.ReceiveAsync())!.EventProcessed;
        Assert.Equal(("0/1/2", expected), (processed.Id, processed.Status.Status));
        Assert.Equal(("0/1/2", "ledger-app", "t", "ledger"), (seen!.Id, seen.Source, seen.Type, seen.Topic));
        Assert.Equal("payload"u8.ToArray(), seen.Data.ToArray());
    }

    [Fact]
    public async Task Deliver_HandlerThrows_IsToBeRetriedAndTheStreamGoesOn()
    {
        _handle = (delivered, _) => delivered.Id == "bad" ? throw new FormatException("?") : Task.FromResult(TopicOutcome.Success);
        var stream = await ConnectAsync();

        await stream.SendAsync(Message("bad", ""));

        Assert.Equal(WireStatus.Retry, (await stream.ReceiveAsync())!.EventProcessed.Status.Status);
        await stream.SendAsync(Message("good", ""));
        Assert.Equal(WireStatus.Success, (await stream.ReceiveAsync())!.EventProcessed.Status.Status);
    }

    [Fact]
    public async Task Deliver_EarlierHandlerStillRuns_IsHandledBesideIt()
    {
        var release = new TaskCompletionSource();
        _handle = async (delivered, _) =>
        {
            await (delivered.Id == "slow" ? release.Task : Task.CompletedTask);
            return TopicOutcome.Success;
        };
        var stream = await ConnectAsync();

        await stream.SendAsync(Message("slow", ""));
        await stream.SendAsync(Message("fast", ""));

        Assert.Equal("fast", (await stream.ReceiveAsync())!.EventProcessed.Id);
        release.SetResult();
        Assert.Equal("slow", (await stream.ReceiveAsync())!.EventProcessed.Id);
    }

    [Fact]
    public async Task StreamLost_SidecarLives_SubscribesAgain()
    {
        var stream = await ConnectAsync();

        stream.Fail(StatusCode.Unknown, "stream closed");

        var next = await _sidecar.Dapr.NextTopicStreamAsync();
        Assert.Equal("ledger", (await next.ReceiveAsync())!.InitialRequest.Topic);
        await AcceptAsync(next);
        await next.SendAsync(Message("1", ""));
        Assert.Equal("1", (await next.ReceiveAsync())!.EventProcessed.Id);
    }

    [Fact]
    public async Task Stop_HandlerRuns_AnswersItLeavesNewOnesUnansweredAndClosesTheStream()
    {
        var release = new TaskCompletionSource();
        var running = new TaskCompletionSource();
        _handle = async (_, _) =>
        {
            running.TrySetResult();
            await release.Task;
            return TopicOutcome.Success;
        };
        var stream = await ConnectAsync();
        await stream.SendAsync(Message("running", ""));
        await running.Task.Within();

        var stopping = _subscription!.StopAsync(CancellationToken.None);
        await stream.SendAsync(Message("new", ""));
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        Assert.Equal("running", (await stream.ReceiveAsync())!.EventProcessed.Id);
        Assert.Null(await stream.ReceiveAsync());
        stream.Fail(StatusCode.Unknown, "EOF");
        await stopping.Within();
    }

    [Fact]
    public async Task Stop_PatienceEnds_CancelsTheHandlerAndLeavesItsMessageUnanswered()
    {
        var running = new TaskCompletionSource();
        _handle = async (_, token) =>
        {
            running.TrySetResult();
            var cancelled = new TaskCompletionSource();
            await using var registration = token.Register(cancelled.SetResult);
            await cancelled.Task;
            throw new OperationCanceledException(token);
        };
        var stream = await ConnectAsync();
        await stream.SendAsync(Message("running", ""));
        await running.Task.Within();
        using var patience = new CancellationTokenSource();
        var stopping = _subscription!.StopAsync(patience.Token);

        await patience.CancelAsync();

        await stopping.Within();
        await stream.Ended.Within();
    }

    private static SubscribeTopicEventsResponseAlpha1 Message(string id, string data) => new()
    {
        EventMessage = new TopicEventRequest
        {
            Id = id, Source = "ledger-app", Type = "t", Topic = "ledger", Data = ByteString.CopyFromUtf8(data),
        },
    };

    private static Task AcceptAsync(TopicStream stream) =>
        stream.SendAsync(new SubscribeTopicEventsResponseAlpha1 { InitialResponse = new SubscribeTopicEventsResponseInitialAlpha1() });

    private async Task<TopicStream> ConnectAsync()
    {
        _subscription = _subscriber.Subscribe("ledger", (delivered, token) => _handle(delivered, token));
        var stream = await _sidecar.Dapr.NextTopicStreamAsync();
        await stream.ReceiveAsync();
        await AcceptAsync(stream);
        await _subscription.WaitUntilConnectedAsync(CancellationToken.None).Within();
        return stream;
    }
}
