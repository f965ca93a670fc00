using System.Threading.Channels;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ActorStream = Mesh.Dapr.Tests.Fixtures.ScriptedStream<
    Dapr.Proto.Runtime.V1.SubscribeActorEventsRequestAlpha1, Dapr.Proto.Runtime.V1.SubscribeActorEventsResponseAlpha1>;

namespace Mesh.Dapr.Tests.Actors;

public sealed class ActorHostTests : IAsyncLifetime
{
    // To see that something does not happen takes time; a reconnect would have come after 25 to 50 ms.
    private static readonly TimeSpan SeveralReconnectDelays = TimeSpan.FromMilliseconds(250);

    private readonly Channel<ActorHostEvent> _events = Channel.CreateUnbounded<ActorHostEvent>();
    private readonly RecordingActor _actor = new();
    private ScriptedSidecar _sidecar = null!;
    private DaprConnection _connection = null!;
    private ActorHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await ScriptedSidecar.StartAsync();
        Create(_sidecar.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _connection.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Start_SidecarAccepts_OneStreamCarriesEveryTypeAndAnIdleTimeoutAboveAnyCall()
    {
        _host.Start(new Dictionary<string, IActor> { ["RiskPartition"] = _actor, ["LedgerPartition"] = _actor });
        var stream = await _sidecar.Dapr.NextActorStreamAsync();
        var greeting = (await stream.ReceiveAsync())!.InitialRequest;
        Assert.Equal(ActorHostState.Connecting, _host.State);

        await AcceptAsync(stream);

        await _host.WaitUntilRegisteredAsync(CancellationToken.None).Within();
        Assert.Equal(ActorHostState.Registered, _host.State);
        Assert.Equal(["LedgerPartition", "RiskPartition"], greeting.Entities);
        Assert.Equal(TimeSpan.FromHours(1), greeting.ActorIdleTimeout.ToTimeSpan());
        Assert.IsType<ActorHostEvent.Registered>(await NextEventAsync());
    }

    [Fact]
    public async Task Start_ApiToken_IsShownWhenTheStreamOpens()
    {
        Create(_sidecar.Options with { ApiToken = "secret" });

        _host.Start(Types());

        Assert.Equal("secret", (await _sidecar.Dapr.NextActorStreamAsync()).Headers.GetValue("dapr-api-token"));
    }

    [Fact]
    public async Task Invoke_Handler_AnswersUnderTheSameId()
    {
        var stream = await RegisterAsync();

        await stream.SendAsync(Invocation("41", "1", "who", "ping"));

        var answer = (await stream.ReceiveAsync())!.InvokeResponse;
        Assert.Equal("41", answer.Id);
        Assert.Equal("ping", answer.Data.ToStringUtf8());
        Assert.Equal("invoke who Partition/1", await _actor.NextAsync());
    }

    [Fact]
    public async Task Invoke_EarlierCallStillRuns_IsAnsweredFirst()
    {
        var stream = await RegisterAsync();
        var release = new TaskCompletionSource();
        _actor.Invoke = async (call, _) =>
        {
            if (call.Method == "slow")
            {
                await release.Task;
            }

            return call.Data;
        };

        await stream.SendAsync(Invocation("1", "1", "slow", "a"));
        await stream.SendAsync(Invocation("2", "1", "fast", "b"));

        Assert.Equal("2", (await stream.ReceiveAsync())!.InvokeResponse.Id);
        release.SetResult();
        Assert.Equal("1", (await stream.ReceiveAsync())!.InvokeResponse.Id);
    }

    [Fact]
    public async Task Invoke_HandlerBlocksItsThread_TheReaderGoesOn()
    {
        var stream = await RegisterAsync();
        using var release = new ManualResetEventSlim();
        _actor.Invoke = (call, _) =>
        {
            if (call.Method == "blocking")
            {
                release.Wait(CancellationToken.None);
            }

            return Task.FromResult(call.Data);
        };

        await stream.SendAsync(Invocation("1", "1", "blocking", "a"));
        await stream.SendAsync(Invocation("2", "2", "fast", "b"));

        try
        {
            Assert.Equal("2", (await stream.ReceiveAsync())!.InvokeResponse.Id);
        }
        finally
        {
            release.Set();
        }

        Assert.Equal("1", (await stream.ReceiveAsync())!.InvokeResponse.Id);
    }

    [Fact]
    public async Task Invoke_HandlerThrows_AnswersAFailureWithItsMessageAndTheStreamGoesOn()
    {
        var stream = await RegisterAsync();
        _actor.Invoke = (call, _) => call.Method == "bad" ? throw new InvalidOperationException("not today") : Task.FromResult(call.Data);

        await stream.SendAsync(Invocation("1", "1", "bad", "a"));

        var failed = (await stream.ReceiveAsync())!.RequestFailed;
        Assert.Equal(("1", "not today"), (failed.Id, failed.Message));
        await stream.SendAsync(Invocation("2", "1", "good", "a"));
        Assert.Equal("2", (await stream.ReceiveAsync())!.InvokeResponse.Id);
    }

    [Fact]
    public async Task Invoke_AnswerAboveTheSizeLimit_AnswersAFailureAndTheStreamGoesOn()
    {
        var stream = await RegisterAsync();
        _actor.Invoke = (call, _) =>
            Task.FromResult<ReadOnlyMemory<byte>>(new byte[call.Method == "big" ? _sidecar.Options.MessageSizeMax : 1]);

        await stream.SendAsync(Invocation("1", "1", "big", ""));

        Assert.Equal("1", (await stream.ReceiveAsync())!.RequestFailed.Id);
        await stream.SendAsync(Invocation("2", "1", "small", ""));
        Assert.Equal("2", (await stream.ReceiveAsync())!.InvokeResponse.Id);
    }

    [Theory]
    [InlineData("Unknown", "1")]
    [InlineData("Partition", "a/b")]
    public async Task Invoke_ActorThatIsNotServed_AnswersNotFound(string type, string id)
    {
        var stream = await RegisterAsync();

        await stream.SendAsync(new SubscribeActorEventsResponseAlpha1
        {
            InvokeRequest = new SubscribeActorEventsResponseInvokeRequestAlpha1 { Id = "9", ActorType = type, ActorId = id, Method = "m" },
        });

        var failed = (await stream.ReceiveAsync())!.RequestFailed;
        Assert.Equal(("9", (uint)StatusCode.NotFound), (failed.Id, failed.Code));
    }

    [Fact]
    public async Task Remind_DataAsTheSidecarWrapsIt_ReachesTheHandlerAsRegistered()
    {
        var stream = await RegisterAsync();

        await stream.SendAsync(new SubscribeActorEventsResponseAlpha1
        {
            ReminderRequest = new SubscribeActorEventsResponseReminderRequestAlpha1
            {
                Id = "5", ActorType = "Partition", ActorId = "1", Name = "expiry",
                Data = Any.Pack(new BytesValue { Value = ByteString.CopyFromUtf8("\"/wAB\"") }),
            },
        });

        Assert.Equal("5", (await stream.ReceiveAsync())!.ReminderResponse.Id);
        Assert.Equal("remind expiry Partition/1 FF0001", await _actor.NextAsync());
    }

    [Fact]
    public async Task Remind_HandlerThrows_AnswersAFailureSoThatDaprTriesAgain()
    {
        var stream = await RegisterAsync();
        _actor.Remind = _ => throw new TimeoutException("store is away");

        await stream.SendAsync(new SubscribeActorEventsResponseAlpha1
        {
            ReminderRequest = new SubscribeActorEventsResponseReminderRequestAlpha1
            {
                Id = "5", ActorType = "Partition", ActorId = "1", Name = "expiry",
            },
        });

        Assert.Equal("5", (await stream.ReceiveAsync())!.RequestFailed.Id);
    }

    [Fact]
    public async Task Timer_Due_ReachesTheHandler()
    {
        var stream = await RegisterAsync();

        await stream.SendAsync(new SubscribeActorEventsResponseAlpha1
        {
            TimerRequest = new SubscribeActorEventsResponseTimerRequestAlpha1
            {
                Id = "6", ActorType = "Partition", ActorId = "1", Name = "tick",
            },
        });

        Assert.Equal("6", (await stream.ReceiveAsync())!.TimerResponse.Id);
        Assert.Equal("timer tick Partition/1 ", await _actor.NextAsync());
    }

    [Fact]
    public async Task Deactivate_PlacedActor_IsAnnouncedInOrderAndAnswered()
    {
        var stream = await RegisterAsync();

        await stream.SendAsync(Invocation("1", "1", "wake", ""));
        await stream.ReceiveAsync();
        await stream.SendAsync(Invocation("2", "1", "wake", ""));
        await stream.ReceiveAsync();
        await stream.SendAsync(new SubscribeActorEventsResponseAlpha1
        {
            DeactivateRequest = new SubscribeActorEventsResponseDeactivateRequestAlpha1
            {
                Id = "3", ActorType = "Partition", ActorId = "1",
            },
        });

        Assert.Equal("3", (await stream.ReceiveAsync())!.DeactivateResponse.Id);
        var actor = new ActorId("Partition", "1");
        Assert.Equal(new ActorHostEvent.Placed(actor), await NextEventAsync());
        Assert.Equal(new ActorHostEvent.Departed(actor, ActorDeparture.Deactivated), await NextEventAsync());
    }

    [Fact]
    public async Task StreamLost_ActorsArePlaced_TheyDepartBeforeTheNextStreamOpensAndOnlyOneIsEverOpen()
    {
        var stream = await RegisterAsync();
        await stream.SendAsync(Invocation("1", "1", "wake", ""));
        await stream.ReceiveAsync();
        Assert.Equal("invoke wake Partition/1", await _actor.NextAsync());
        var departed = new TaskCompletionSource();
        _actor.Deactivate = () => departed.Task;

        stream.Fail(StatusCode.Unavailable, "sidecar restarts");

        Assert.Equal("deactivate Partition/1 StreamLost", await _actor.NextAsync());
        Assert.IsType<ActorHostEvent.Placed>(await NextEventAsync());
        Assert.IsType<ActorHostEvent.Departed>(await NextEventAsync());
        var lost = Assert.IsType<ActorHostEvent.StreamLost>(await NextEventAsync());
        Assert.Equal(StatusCode.Unavailable, Assert.IsType<RpcException>(lost.Cause).StatusCode);
        Assert.Equal(ActorHostState.Connecting, _host.State);
        var opening = _sidecar.Dapr.NextActorStreamAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => opening.WaitAsync(SeveralReconnectDelays));
        departed.SetResult();
        var next = await opening;
        Assert.Equal(["Partition"], (await next.ReceiveAsync())!.InitialRequest.Entities);
        await AcceptAsync(next);
        Assert.IsType<ActorHostEvent.Registered>(await NextEventAsync());
        await next.SendAsync(Invocation("1", "1", "again", "x"));
        Assert.Equal("x", (await next.ReceiveAsync())!.InvokeResponse.Data.ToStringUtf8());
        Assert.Equal(1, _sidecar.Dapr.OpenStreamsMax);
    }

    [Fact]
    public async Task StreamLost_CallStillRuns_ItsLateAnswerIsDroppedAndNotSentOnTheNextStream()
    {
        var stream = await RegisterAsync();
        var release = new TaskCompletionSource();
        _actor.Invoke = async (call, _) =>
        {
            await (call.Method == "slow" ? release.Task : Task.CompletedTask);
            return call.Data;
        };
        await stream.SendAsync(Invocation("1", "1", "slow", "late"));
        Assert.Equal("invoke slow Partition/1", await _actor.NextAsync());

        stream.End();

        var next = await _sidecar.Dapr.NextActorStreamAsync();
        await next.ReceiveAsync();
        await AcceptAsync(next);
        release.SetResult();
        await next.SendAsync(Invocation("1", "1", "fast", "prompt"));
        Assert.Equal("prompt", (await next.ReceiveAsync())!.InvokeResponse.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Start_SidecarComesLater_RegistersByItself()
    {
        var port = _sidecar.Options.GrpcEndpoint.Port;
        await _sidecar.DisposeAsync();
        _host.Start(Types());

        _sidecar = await ScriptedSidecar.StartAsync(port);

        var stream = await _sidecar.Dapr.NextActorStreamAsync();
        await stream.ReceiveAsync();
        await AcceptAsync(stream);
        await _host.WaitUntilRegisteredAsync(CancellationToken.None).Within();
    }

    [Fact]
    public async Task Start_SidecarNeverAnswersTheGreeting_OpensAnotherStream()
    {
        Create(_sidecar.Options with { StreamOpenTimeLimit = TimeSpan.FromMilliseconds(200) });
        _host.Start(Types());
        var silent = await _sidecar.Dapr.NextActorStreamAsync();

        var next = await _sidecar.Dapr.NextActorStreamAsync();

        await silent.Ended.Within();
        await next.ReceiveAsync();
        await AcceptAsync(next);
        await _host.WaitUntilRegisteredAsync(CancellationToken.None).Within();
    }

    [Fact]
    public async Task Stop_CallRuns_FinishesItAnswersRefusesNewOnesThenClosesTheStream()
    {
        var stream = await RegisterAsync();
        var release = new TaskCompletionSource();
        _actor.Invoke = async (call, _) =>
        {
            await release.Task;
            return call.Data;
        };
        await stream.SendAsync(Invocation("1", "1", "slow", "done"));
        Assert.Equal("invoke slow Partition/1", await _actor.NextAsync());

        var stopping = _host.StopAsync(CancellationToken.None);
        Assert.Equal(ActorHostState.Stopping, _host.State);
        var refusal = await RefusedAsync(stream);
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        Assert.Equal("this host is stopping", refusal.Message);
        Assert.Equal("done", (await stream.ReceiveAsync())!.InvokeResponse.Data.ToStringUtf8());
        Assert.Null(await stream.ReceiveAsync());
        stream.End();
        await stopping.Within();
        Assert.Equal(ActorHostState.Stopped, _host.State);
        Assert.Equal("deactivate Partition/1 Stopping", await _actor.NextAsync());
        Assert.Equal(1, _sidecar.Dapr.OpenStreamsMax);
    }

    [Fact]
    public async Task Stop_JustAnswered_LeavesTheStreamOpenUntilTheSidecarHasPassedTheAnswerOn()
    {
        var time = new FakeTimeProvider();
        // The clock may be moved far before the closing arrives.
        Create(_sidecar.Options with { StreamCloseTimeLimit = TimeSpan.FromDays(10) }, time);
        var stream = await RegisterAsync();
        await stream.SendAsync(Invocation("1", "1", "who", "ping"));
        Assert.Equal("1", (await stream.ReceiveAsync())!.InvokeResponse.Id);

        var stopping = _host.StopAsync(CancellationToken.None);
        var closed = stream.ReceiveAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => closed.WaitAsync(SeveralReconnectDelays));
        await AdvanceUntilAsync(time, _sidecar.Options.StreamSettleTime, closed);
        Assert.Null(await closed);
        stream.End();
        await stopping.Within();
    }

    [Fact]
    public async Task Stop_PatienceEnds_CancelsTheRunningCallAndTearsTheStreamDown()
    {
        var stream = await RegisterAsync();
        var cancelled = new TaskCompletionSource();
        _actor.Invoke = async (_, token) =>
        {
            await using var registration = token.Register(cancelled.SetResult);
            await cancelled.Task;
            token.ThrowIfCancellationRequested();
            return default;
        };
        await stream.SendAsync(Invocation("1", "1", "endless", ""));
        await _actor.NextAsync();
        using var patience = new CancellationTokenSource();
        var stopping = _host.StopAsync(patience.Token);

        await patience.CancelAsync();

        await stopping.Within();
        await cancelled.Task.Within();
        await stream.Ended.Within();
        Assert.Equal(ActorHostState.Stopped, _host.State);
    }

    [Fact]
    public async Task Stop_SidecarDoesNotEndTheStream_TearsItDownAfterTheLimit()
    {
        Create(_sidecar.Options with { StreamCloseTimeLimit = TimeSpan.FromMilliseconds(100) });
        var stream = await RegisterAsync();

        await _host.StopAsync(CancellationToken.None).Within();

        await stream.Ended.Within();
    }

    [Fact]
    public async Task Stop_NotYetAccepted_EndsAtOnceAndCancelsTheWait()
    {
        _host.Start(Types());
        var stream = await _sidecar.Dapr.NextActorStreamAsync();
        var registration = _host.WaitUntilRegisteredAsync(CancellationToken.None);

        await _host.StopAsync(CancellationToken.None).Within();

        await stream.Ended.Within();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registration.Within());
    }

    [Fact]
    public async Task Stop_SidecarIsGone_EndsAtOnce()
    {
        await RegisterAsync();
        await _sidecar.DisposeAsync();
        Assert.IsType<ActorHostEvent.StreamLost>(await NextEventAsync());

        await _host.StopAsync(CancellationToken.None).Within();

        Assert.Equal(ActorHostState.Stopped, _host.State);
    }

    [Fact]
    public async Task Stop_NeverStarted_IsStopped()
    {
        await _host.StopAsync(CancellationToken.None).Within();

        Assert.Equal(ActorHostState.Stopped, _host.State);
        Assert.Throws<InvalidOperationException>(() => _host.Start(Types()));
    }

    [Fact]
    public void Start_NoTypesOrAnIllegalOne_IsRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => _host.Start(new Dictionary<string, IActor>()));
        Assert.ThrowsAny<ArgumentException>(() => _host.Start(new Dictionary<string, IActor> { ["a/b"] = _actor }));

        Assert.Equal(ActorHostState.Created, _host.State);
    }

    private static async Task<SubscribeActorEventsRequestFailedAlpha1> RefusedAsync(ActorStream stream)
    {
        await stream.SendAsync(Invocation("2", "1", "new", ""));
        return (await stream.ReceiveAsync())!.RequestFailed;
    }

    private static SubscribeActorEventsResponseAlpha1 Invocation(string id, string actorId, string method, string data) => new()
    {
        InvokeRequest = new SubscribeActorEventsResponseInvokeRequestAlpha1
        {
            Id = id, ActorType = "Partition", ActorId = actorId, Method = method, Data = ByteString.CopyFromUtf8(data),
        },
    };

    private static Task AcceptAsync(ActorStream stream) =>
        stream.SendAsync(new SubscribeActorEventsResponseAlpha1 { InitialResponse = new SubscribeActorEventsResponseInitialAlpha1() });

    private Dictionary<string, IActor> Types() => new() { ["Partition"] = _actor };

    private Task<ActorHostEvent> NextEventAsync() => _events.Reader.ReadAsync().AsTask().Within();

    /// <summary>Starts the host and plays the sidecar up to the registration.</summary>
    private async Task<ActorStream> RegisterAsync()
    {
        _host.Start(Types());
        var stream = await _sidecar.Dapr.NextActorStreamAsync();
        await stream.ReceiveAsync();
        await AcceptAsync(stream);
        Assert.IsType<ActorHostEvent.Registered>(await NextEventAsync());
        return stream;
    }

    /// <summary>The delay may not have begun yet when the clock is moved first.</summary>
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, TimeSpan step, Task happened)
    {
        while (!happened.IsCompleted)
        {
            time.Advance(step);
            await Task.Yield();
        }
    }

    private void Create(DaprOptions options, TimeProvider? time = null)
    {
        _connection?.Dispose();
        _connection = new DaprConnection(options);
        _host = new ActorHost(_connection, time ?? TimeProvider.System, NullLogger<ActorHost>.Instance);
        _host.Changed += (_, happened) => _events.Writer.TryWrite(happened);
    }
}
