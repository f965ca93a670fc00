using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Sidecar.Tests.Actors;

/// <summary>Contract 7.2 and 7.5, checks 41 and 51 to 56: hosting over the stream, turns, failures.</summary>
public sealed class ActorHostTests
{
    [Fact]
    public async Task Stream_FirstMessageIsNotInitial_IsInvalidArgument_Check41()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        using var call = sidecar.Client().SubscribeActorEventsAlpha1();
        await call.RequestStream.WriteAsync(new SubscribeActorEventsRequestAlpha1 { InvokeResponse = new() { Id = "1" } });

        await Expect.FailureAsync(
            StatusCode.InvalidArgument, "first message must be", async () => await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Invoke_HostedActor_GetsItsAnswer_Check41()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), types: ActorCalls.Type);

        var answer = sidecar.Client().InvokeAsync("7", "method", "question");
        var call = await app.NextCallAsync();
        await app.AnswerAsync(call.Id, "answer");

        Assert.Equal("answer", await answer);
        Assert.Equal((ActorCalls.Type, "7", "method", "question"), (call.ActorType, call.ActorId, call.Method, call.Data.ToStringUtf8()));
    }

    [Fact]
    public async Task Invoke_SameActor_IsOneCallAtATimeInOrder_Check41()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        var first = client.InvokeAsync("7", data: "1");
        var call = await app.NextCallAsync();
        var second = client.InvokeAsync("7", data: "2");
        var other = client.InvokeAsync("8", data: "3");
        var parallel = await app.NextCallAsync();

        // The other actor's call came through; the second of the first one waits.
        Assert.Equal("8", parallel.ActorId);
        Assert.False(app.HasMore);
        await app.AnswerAsync(call.Id, "a");
        var next = await app.NextCallAsync();
        await app.AnswerAsync(next.Id, "b");
        await app.AnswerAsync(parallel.Id, "c");
        Assert.Equal(("2", "a", "b", "c"), (next.Data.ToStringUtf8(), await first, await second, await other));
    }

    [Fact]
    public async Task Invoke_CallerGivesUp_TurnIsFreedAndTheAppIsNotTold_Check54()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        using var cancel = new CancellationTokenSource();

        var first = client.InvokeAsync("7", data: "1", cancellationToken: cancel.Token);
        var abandoned = await app.NextCallAsync();
        var second = client.InvokeAsync("7", data: "2");
        await cancel.CancelAsync();
        var next = await app.NextCallAsync();
        await app.AnswerAsync(abandoned.Id, "too late");
        await app.AnswerAsync(next.Id, "b");

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => first)).StatusCode);
        Assert.Equal("b", await second);
    }

    [Fact]
    public async Task Invoke_DeadlinePasses_IsDeadlineExceededAndTurnIsFreed_Check54()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        var first = client.InvokeAsync("7", deadline: DateTime.UtcNow.AddMilliseconds(300));
        await app.NextCallAsync();
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => first)).StatusCode);

        var second = client.InvokeAsync("7");
        await app.AnswerAsync((await app.NextCallAsync()).Id, "b");
        Assert.Equal("b", await second);
    }

    [Theory]
    [InlineData(StatusCode.NotFound, "error invoke actor method: actor method not found: m")]
    [InlineData(StatusCode.Aborted, "error invoke actor method: error from actor service: no luck")]
    public async Task Invoke_AppFails_IsInternal_Check41(StatusCode code, string expected)
    {
        await using var sidecar = await ActorCalls.StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), types: ActorCalls.Type);

        var answer = sidecar.Client().InvokeAsync("7");
        await app.FailAsync((await app.NextCallAsync()).Id, code, "no luck");

        await Expect.FailureAsync(StatusCode.Internal, expected, () => answer);
    }

    [Fact]
    public async Task Invoke_AnswerMarkedAsError_ComesWithoutTheMark_Section7_2()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        await using var app = await ActorApp.HostAsync(sidecar.Client(), types: ActorCalls.Type);

        var answer = sidecar.Client().InvokeAsync("7");
        await app.AnswerAsync((await app.NextCallAsync()).Id, "refused", isError: true);

        Assert.Equal("refused", await answer);
    }

    [Fact]
    public async Task Invoke_Metadata_NamesTheHostAsCaller_Check56()
    {
        await using var sidecar = await ActorCalls.StartAsync(apps: ["host", "caller"]);
        await using var app = await ActorApp.HostAsync(sidecar.Client(0), types: ActorCalls.Type);
        var request = new InvokeActorRequest { ActorType = ActorCalls.Type, ActorId = "7", Method = "m" };
        request.Metadata["Own"] = "value";
        request.Metadata["dapr-caller-app-id"] = "spoof";

        var answer = sidecar.Client(1).InvokeActorAsync(request, new Metadata { { "x-grpc", "value" } });
        var call = await app.NextCallAsync();
        await app.AnswerAsync(call.Id, "");
        await answer;

        Assert.Equal(
            ("value", "host", "true", "true"),
            (call.Metadata["Own"], call.Metadata["dapr-caller-app-id"], call.Metadata["Dapr-API-Call"], call.Metadata["X-Dapr-Remote"]));
        Assert.DoesNotContain("x-grpc", call.Metadata.Keys);
    }

    [Fact]
    public async Task Invoke_UnknownType_IsFailedPreconditionAfterFiveLooks_Section7_5()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorCalls.StartAsync(options => options with { Time = time });

        var answer = sidecar.Client().InvokeAsync("7");
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Expect.FailureAsync(StatusCode.FailedPrecondition, $"did not find address for actor '{ActorCalls.Type}/7'", () => answer);
    }

    [Theory]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("..")]
    [InlineData("a\u0001b")]
    public async Task Invoke_IllegalId_IsInvalidArgument_Section7_5(string id)
    {
        await using var sidecar = await ActorCalls.StartAsync();

        await Expect.FailureAsync(StatusCode.InvalidArgument, "", () => sidecar.Client().InvokeAsync(id));
    }

    [Fact]
    public async Task Stream_Ends_CallInFlightFailsAtOnce_Check52()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        var client = sidecar.Client();
        var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        var answer = client.InvokeAsync("7");
        await app.NextCallAsync();
        await app.DisposeAsync();

        await Expect.FailureAsync(StatusCode.Internal, "error invoke actor method: context canceled", () => answer);
    }

    [Fact]
    public async Task Stream_EndedAndOpenedAgain_CallsInBetweenWait_Section7_2()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        var client = sidecar.Client();
        await (await ActorApp.HostAsync(client, types: ActorCalls.Type)).DisposeAsync();

        var waiting = client.InvokeAsync("7");
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        await app.AnswerAsync((await app.NextCallAsync()).Id, "answer");

        Assert.Equal("answer", await waiting);
    }

    [Fact]
    public async Task Stream_OldOneEndsAfterNewOneOpened_TypesAreGone_Section7_2()
    {
        await using var sidecar = await ActorCalls.StartAsync();
        var client = sidecar.Client();
        var old = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        await old.DisposeAsync();

        var metadata = await client.GetMetadataAsync(new GetMetadataRequest());
        Assert.Equal(ActorRuntime.Types.ActorRuntimeStatus.Initializing, metadata.ActorRuntime.RuntimeStatus);
        Assert.False(app.HasMore);
    }

    [Fact]
    public async Task Idle_ShorterThanACall_CancelsIt_Check55()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorCalls.StartAsync(options => options with { Time = time });
        await using var app = await ActorApp.HostAsync(sidecar.Client(), TimeSpan.FromSeconds(2), ActorCalls.Type);

        var answer = sidecar.Client().InvokeAsync("7");
        await app.NextCallAsync();
        time.Advance(TimeSpan.FromSeconds(3));

        await Expect.FailureAsync(StatusCode.Internal, "error invoke actor method: context canceled", () => answer);
        Assert.Equal("7", (await app.NextAsync()).DeactivateRequest.ActorId);
    }

    [Fact]
    public async Task Idle_CallsKeepComing_StaysActive()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await ActorCalls.StartAsync(options => options with { Time = time });
        var client = sidecar.Client();
        await using var app = await ActorApp.HostAsync(client, TimeSpan.FromSeconds(10), ActorCalls.Type);
        _ = app.ServeAsync(_ => "answer");

        for (var call = 0; call < 5; call++)
        {
            await client.InvokeAsync("7");
            time.Advance(TimeSpan.FromSeconds(8));
        }

        Assert.Equal(1, (await client.GetMetadataAsync(new GetMetadataRequest())).ActorRuntime.ActiveActors.Single().Count);
    }

    [Fact]
    public async Task Host_WithoutStateStore_RegistersButIsNotCallable_Section7_1()
    {
        var time = new FakeTimeProvider();
        await using var sidecar = await SidecarUnderTest.StartAsync(options => options with { Time = time });
        await using var app = await ActorApp.HostAsync(sidecar.Client(), types: ActorCalls.Type);

        var answer = sidecar.Client().InvokeAsync("7");
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Expect.FailureAsync(StatusCode.FailedPrecondition, "did not find address for actor", () => answer);
    }
}
