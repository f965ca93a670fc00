using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;

namespace Mesh.Dapr.Conformance.Tests.Invocation;

/// <summary>Contract 6, checks 36 to 38: calls of other services are passed on as raw frames.</summary>
public sealed class ProxyTests
{
    private const string TestHeader = "x-test";
    private static readonly byte[] Payload = [1, 2, 3, 0xff];
    private readonly string test = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Unary_ToAnotherApp_ReachesItWithTheHopsHeaders_Check36()
    {
        var target = await SidecarTarget.GetAsync();
        var callerId = (await new global::Dapr.Proto.Runtime.V1.Dapr.DaprClient(target.Caller).GetMetadataAsync(new())).Id;

        using var call = target.Caller.AsyncUnaryCall(EchoMethods.Unary, null, To(target.AppId), Payload);
        var answer = await call;

        Assert.Equal(Payload, answer);
        Assert.Equal("of the app", (await call.ResponseHeadersAsync).GetValue("x-header"));
        Assert.Equal("of the app", call.GetTrailers().GetValue("x-trailer"));
        var seen = Seen(target);
        Assert.Equal((callerId, target.AppId), (seen.GetValue("dapr-caller-app-id"), seen.GetValue("dapr-callee-app-id")));
        Assert.Null(seen.Get("dapr-app-id"));
        Assert.NotNull(seen.GetValue("traceparent"));
    }

    [Fact]
    public async Task Unary_AppFails_StatusDetailsAndTrailersPassAndHeadersAreDropped_Check36()
    {
        var target = await SidecarTarget.GetAsync();

        using var call = target.Caller.AsyncUnaryCall(
            EchoMethods.Unary, null, To(target.AppId, (Echo.FailHeader, "not now: 100%")), Payload);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal((StatusCode.FailedPrecondition, "not now: 100%"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal("detail", failure.GetRpcStatus()!.Details[0].Unpack<StringValue>().Value);
        Assert.Equal("of the app", failure.Trailers.GetValue("x-trailer"));
        Assert.Null((await call.ResponseHeadersAsync).Get("x-header"));
    }

    [Fact]
    public async Task Unary_ToOwnApp_ArrivesWithoutTheHopsHeaders_Section6_1()
    {
        var target = await SidecarTarget.GetAsync();
        _ = target.App;

        await target.Invoker.AsyncUnaryCall(EchoMethods.Unary, null, To(target.AppId), Payload);

        var seen = Seen(target);
        Assert.All(["dapr-caller-app-id", "dapr-callee-app-id"], name => Assert.Null(seen.Get(name)));
    }

    [Fact]
    public async Task Target_NoneNamedOrNotRunning_IsUnknown_Check37()
    {
        var target = await SidecarTarget.GetAsync();

        await Expect.FailureAsync(
            StatusCode.Unknown,
            "cannot proxy request: missing dapr-callee-app-id or dapr-app-id metadata",
            async () => await target.Invoker.AsyncUnaryCall(EchoMethods.Unary, null, default, Payload));
        await Expect.FailureAsync(
            StatusCode.Unknown,
            "no host found with the given ID",
            async () => await target.Invoker.AsyncUnaryCall(EchoMethods.Unary, null, To("nobody"), Payload));
    }

    [Fact]
    public async Task Deadline_OfTheCaller_ReachesTheApp_Check38()
    {
        var target = await SidecarTarget.GetAsync();
        var app = target.App;
        var deadline = DateTime.UtcNow.AddSeconds(1);

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await target.Caller.AsyncUnaryCall(EchoMethods.Hang, null, To(target.AppId).WithDeadline(deadline), Payload));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        var seen = await app.Behavior.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(seen, deadline.AddSeconds(-0.5), deadline.AddSeconds(0.5));
    }

    private CallOptions To(string appId, params (string Name, string Value)[] more)
    {
        var headers = new Metadata { { "dapr-app-id", appId }, { TestHeader, test } };
        foreach (var (name, value) in more)
        {
            headers.Add(name, value);
        }

        return new CallOptions(headers);
    }

    private Metadata Seen(SidecarTarget target) =>
        Assert.Single(target.App.Behavior.Seen, headers => headers.GetValue(TestHeader) == test);
}
