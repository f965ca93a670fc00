using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Dapr.Conformance.Tests.Actors;

/// <summary>Contract 7.2 and 7.5, checks 41 and 51 to 56: hosting over the stream, turns, failures.</summary>
[Collection("actors")]
public sealed class ActorHostTests
{
    [Fact]
    public async Task Stream_FirstMessageIsNotInitial_IsInvalidArgument_Check41()
    {
        var client = await ActorCalls.ClientAsync();
        using var call = client.SubscribeActorEventsAlpha1();
        await call.RequestStream.WriteAsync(new SubscribeActorEventsRequestAlpha1 { InvokeResponse = new() { Id = "1" } });

        await Expect.FailureAsync(
            StatusCode.InvalidArgument, "first message must be", async () => await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Invoke_HostedActor_GetsItsAnswer_Check41()
    {
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        var answer = client.InvokeAsync("7", "method", "question");
        var call = await app.NextCallAsync();
        await app.AnswerAsync(call.Id, "answer");

        Assert.Equal("answer", await answer);
        Assert.Equal((ActorCalls.Type, "7", "method", "question"), (call.ActorType, call.ActorId, call.Method, call.Data.ToStringUtf8()));
    }

    [Fact]
    public async Task Invoke_SameActor_IsOneCallAtATimeInOrder_Check41()
    {
        var client = await ActorCalls.ClientAsync();
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
        var client = await ActorCalls.ClientAsync();
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
        var client = await ActorCalls.ClientAsync();
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
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        var answer = client.InvokeAsync("7");
        await app.FailAsync((await app.NextCallAsync()).Id, code, "no luck");

        await Expect.FailureAsync(StatusCode.Internal, expected, () => answer);
    }

    [Fact]
    public async Task Invoke_AnswerMarkedAsError_ComesWithoutTheMark_Section7_2()
    {
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        var answer = client.InvokeAsync("7");
        await app.AnswerAsync((await app.NextCallAsync()).Id, "refused", isError: true);

        Assert.Equal("refused", await answer);
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
        var client = await ActorCalls.ClientAsync();

        await Expect.FailureAsync(StatusCode.InvalidArgument, "", () => client.InvokeAsync(id));
    }

    [Fact]
    public async Task Stream_Ends_CallInFlightFailsAtOnce_Check52()
    {
        var client = await ActorCalls.ClientAsync();
        var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        var answer = client.InvokeAsync("7");
        await app.NextCallAsync();
        await app.DisposeAsync();

        await Expect.FailureAsync(StatusCode.Internal, "error invoke actor method: context canceled", () => answer);
    }

    [Fact]
    public async Task Stream_EndedAndOpenedAgain_CallsInBetweenWait_Section7_2()
    {
        var client = await ActorCalls.ClientAsync();
        await (await ActorApp.HostAsync(client, types: ActorCalls.Type)).DisposeAsync();

        var waiting = client.InvokeAsync("7");
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        await app.AnswerAsync((await app.NextCallAsync()).Id, "answer");

        Assert.Equal("answer", await waiting);
    }

    [Fact]
    public async Task Stream_OldOneEndsAfterNewOneOpened_TypesAreGone_Section7_2()
    {
        var client = await ActorCalls.ClientAsync();
        var old = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);

        await old.DisposeAsync();

        var metadata = await client.GetMetadataAsync(new GetMetadataRequest());
        Assert.Equal(ActorRuntime.Types.ActorRuntimeStatus.Initializing, metadata.ActorRuntime.RuntimeStatus);
        Assert.False(app.HasMore);
    }

    [Fact]
    public async Task Invoke_Metadata_NamesTheHostAsCaller_Check56()
    {
        var client = await ActorCalls.ClientAsync();
        var target = await SidecarTarget.GetAsync();
        var caller = new DaprClient(target.Caller);
        await using var app = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        var request = new InvokeActorRequest { ActorType = ActorCalls.Type, ActorId = "7", Method = "m" };
        request.Metadata["Own"] = "value";
        request.Metadata["dapr-caller-app-id"] = "spoof";

        var answer = caller.InvokeActorAsync(request, new Metadata { { "x-grpc", "value" } });
        var call = await app.NextCallAsync();
        await app.AnswerAsync(call.Id, "");
        await answer;

        Assert.Equal(
            ("value", target.AppId, "true", "true"),
            (call.Metadata["Own"], call.Metadata["dapr-caller-app-id"], call.Metadata["Dapr-API-Call"], call.Metadata["X-Dapr-Remote"]));
        Assert.DoesNotContain("x-grpc", call.Metadata.Keys);
    }

    [Fact]
    public async Task Idle_ShorterThanACall_CancelsIt_Check55()
    {
        var client = await ActorCalls.ClientAsync();
        await using var app = await ActorApp.HostAsync(client, TimeSpan.FromSeconds(1), ActorCalls.Type);

        var answer = client.InvokeAsync("7");
        await app.NextCallAsync();

        await Expect.FailureAsync(StatusCode.Internal, "error invoke actor method: context canceled", () => answer);
        Assert.Equal("7", (await app.NextAsync()).DeactivateRequest.ActorId);
    }
}
