using System.Net;
using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;
using StatusCode = Grpc.Core.StatusCode;

namespace Mesh.Sidecar.Tests.Invocation;

/// <summary>Contract 6, checks 36 to 40: calls of other services are passed on as raw frames.</summary>
public sealed class ProxyTests
{
    private static readonly byte[] Payload = [1, 2, 3, 0xff];

    /// <summary>An app that is stopped takes no connection once its backlog is full.</summary>
    [Fact]
    public async Task Call_AppTakesNoConnection_IsUnavailable_Check37()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var address = (IPEndPoint)listener.LocalEndPoint!;
        var waiting = Enumerable.Range(0, 4).Select(_ => new TcpClient()).ToList();
        var connecting = waiting.Select(client => client.ConnectAsync(address)).ToList();
        await Task.WhenAny(connecting);
        SidecarApp[] apps = [new SidecarApp { AppId = "caller" }, new SidecarApp { AppId = "callee", AppPort = address.Port }];
        await using var sidecar = await SidecarUnderTest.StartAsync(options => options with { Apps = apps });

        using var call = sidecar.Channel().AsyncUnaryCall(EchoMethods.Unary, null, To("callee"), Payload);

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("i/o timeout", failure.Status.Detail, StringComparison.Ordinal);
        waiting.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Unary_ToAnotherApp_ReachesItWithTheHopsHeaders_Check36()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        using var call = sidecar.Channel().AsyncUnaryCall(EchoMethods.Unary, null, To("callee", ("x-own", "value")), Payload);
        var answer = await call;

        Assert.Equal(Payload, answer);
        Assert.Equal("of the app", (await call.ResponseHeadersAsync).GetValue("x-header"));
        Assert.Equal("of the app", call.GetTrailers().GetValue("x-trailer"));
        var seen = Assert.Single(app.Behavior.Seen);
        Assert.Equal(
            ("value", "caller", "callee"),
            (seen.GetValue("x-own"), seen.GetValue("dapr-caller-app-id"), seen.GetValue("dapr-callee-app-id"))
        );
        Assert.Null(seen.Get("dapr-app-id"));
        Assert.Equal("00-00000000000000000000000000000000-0000000000000000-00", seen.GetValue("traceparent"));
        Assert.Equal(29, seen.GetValueBytes("grpc-trace-bin")!.Length);
    }

    [Fact]
    public async Task Unary_ClientNamesACaller_TheRealOneIsAppended_Section6_2()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        await CallAsync(sidecar, To("callee", ("dapr-caller-app-id", "spoof")));

        // Two header lines with daprd, one line with both values here: the client library joins them.
        Assert.Equal("spoof, caller", Assert.Single(app.Behavior.Seen).GetValue("dapr-caller-app-id"));
    }

    [Fact]
    public async Task Unary_TenThousandAtOnce_AllAreInFlightAndAllAreAnswered()
    {
        const int Count = 10_000;
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await AppUnderTest.StartAsync(behavior => behavior.BeforeAnswer = () =>
        {
            // Nobody is answered before the last one has come.
            if (Interlocked.Increment(ref arrived) == Count)
            {
                all.SetResult();
            }

            return all.Task;
        });
        await using var sidecar = await StartAsync(app.Port);
        var invoker = sidecar.Channel();

        var calls = Enumerable.Range(0, Count).Select(_ => invoker.AsyncUnaryCall(EchoMethods.Unary, null, To("callee"), Payload)).ToList();
        var answers = await Task.WhenAll(calls.Select(call => call.ResponseAsync)).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.All(answers, answer => Assert.Equal(Payload, answer));
    }

    [Fact]
    public async Task Unary_MessageOfOneMebibyte_ArrivesWhole()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);
        var message = new byte[1024 * 1024];
        Random.Shared.NextBytes(message);

        var answer = await sidecar.Channel().AsyncUnaryCall(EchoMethods.Unary, null, To("callee"), message);

        Assert.True(message.AsSpan().SequenceEqual(answer));
    }

    [Theory]
    [InlineData("deny", StatusCode.PermissionDenied)]
    [InlineData("allow", StatusCode.OK)]
    public async Task Unary_UnderAccessControl_OnlyTheDefaultActionDecides_Check57(string action, StatusCode expected)
    {
        await using var app = await AppUnderTest.StartAsync();
        using var folder = new TemporaryFolder();
        await using var sidecar = await StartAsync(app.Port, AccessControl(folder, action));

        using var call = sidecar.Channel().AsyncUnaryCall(EchoMethods.Unary, null, To("callee"), Payload);
        await Task.WhenAny(call.ResponseAsync);

        Assert.Equal(expected, call.GetStatus().StatusCode);
        Assert.Equal(expected == StatusCode.OK ? 1 : 0, app.Behavior.Seen.Count);
    }

    [Fact]
    public async Task Unary_WithTraceAndNoSampling_TraceReachesTheAppOnce_Section6_5()
    {
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var app = await AppUnderTest.StartAsync();
        using var folder = new TemporaryFolder();
        var configuration = Path.Combine(folder.Path, "config.yaml");
        File.WriteAllText(
            configuration,
            "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata: {name: c}\nspec:\n  tracing: {samplingRate: \"$RATE\"}\n"
        );
        await using var sidecar = await StartAsync(
            app.Port,
            options => options with { ConfigurationFiles = [configuration], Environment = name => name == "RATE" ? "0" : null }
        );

        await CallAsync(sidecar, To("callee", ("traceparent", Trace)));

        var seen = Assert.Single(app.Behavior.Seen);
        Assert.Equal(Trace, seen.GetValue("traceparent"));
        Assert.Null(seen.Get("grpc-trace-bin"));
    }

    [Fact]
    public async Task Unary_WithTrace_TheSidecarsIsAppended_Section6_5()
    {
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        await CallAsync(sidecar, To("callee", ("traceparent", Trace)));

        Assert.Equal($"{Trace}, {Trace}", Assert.Single(app.Behavior.Seen).GetValue("traceparent"));
    }

    [Fact]
    public async Task Unary_UnknownMethod_IsTheAppsUnimplemented()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);
        var method = new Method<byte[], byte[]>(
            MethodType.Unary,
            "no.Service",
            "Method",
            EchoMethods.Unary.RequestMarshaller,
            EchoMethods.Unary.ResponseMarshaller
        );

        await Expect.FailureAsync(
            StatusCode.Unimplemented,
            "",
            async () => await sidecar.Channel().AsyncUnaryCall(method, null, To("callee"), Payload)
        );
    }

    [Fact]
    public async Task Unary_ToOwnApp_ArrivesWithoutTheHopsHeaders_Section6_1()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        await sidecar.Channel(app: 1).AsyncUnaryCall(EchoMethods.Unary, null, To("callee"), Payload);

        var seen = Assert.Single(app.Behavior.Seen);
        Assert.All(["dapr-caller-app-id", "dapr-callee-app-id", "traceparent", "grpc-trace-bin"], name => Assert.Null(seen.Get(name)));
    }

    [Fact]
    public async Task ServerStream_PassesEveryMessageAndTheTrailers()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        using var call = sidecar.Channel().AsyncServerStreamingCall(EchoMethods.ServerStream, null, To("callee"), [200]);
        var received = 0;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            Assert.Equal(received++, call.ResponseStream.Current[0]);
        }

        Assert.Equal(200, received);
        Assert.Equal("of the stream", call.GetTrailers().GetValue("x-trailer"));
    }

    [Fact]
    public async Task ClientStream_PassesEveryMessage()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        using var call = sidecar.Channel().AsyncClientStreamingCall(EchoMethods.ClientStream, null, To("callee"));
        for (var index = 0; index < 300; index++)
        {
            await call.RequestStream.WriteAsync(Payload);
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal(300, BitConverter.ToInt32(await call));
    }

    [Fact]
    public async Task Duplex_AnswersComeWhileTheCallerStillWrites()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        using var call = sidecar.Channel().AsyncDuplexStreamingCall(EchoMethods.Duplex, null, To("callee"));
        for (byte index = 0; index < 50; index++)
        {
            await call.RequestStream.WriteAsync([index]);
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(index, call.ResponseStream.Current[0]);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task Target_WithoutAppPort_IsUnavailable_Section6_1()
    {
        await using var sidecar = await StartAsync(appPort: null);

        await Expect.FailureAsync(StatusCode.Unavailable, "", () => CallAsync(sidecar, To("callee")));
    }

    [Fact]
    public async Task Target_Down_IsUnavailable_Check37()
    {
        await using var sidecar = await StartAsync(AppUnderTest.FreePort());

        await Expect.FailureAsync(StatusCode.Unavailable, "", () => CallAsync(sidecar, To("callee")));
    }

    [Theory]
    [InlineData("callee.default")]
    [InlineData("callee")]
    public async Task Target_ByCalleeHeader_GoesBeforeAppId_Section6_1(string target)
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        Assert.Equal(Payload, await CallAsync(sidecar, To("nobody", ("dapr-callee-app-id", target))));
    }

    [Fact]
    public async Task Cancel_OfTheCaller_ReachesTheApp_Section6_3()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);
        using var cancel = new CancellationTokenSource();

        var call = sidecar.Channel().AsyncUnaryCall(EchoMethods.Hang, null, To("callee").WithCancellationToken(cancel.Token), Payload);
        await app.Behavior.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await cancel.CancelAsync();

        await app.Behavior.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task App_GoesInTheMiddleOfACall_IsUnavailable_Section9_3()
    {
        var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);

        var call = sidecar.Channel().AsyncUnaryCall(EchoMethods.Hang, null, To("callee"), Payload);
        await app.Behavior.Hanging.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await app.DisposeAsync();

        await Expect.FailureAsync(StatusCode.Unavailable, "", async () => await call);
    }

    [Fact]
    public async Task App_BackOnItsPort_IsReachedAtOnce()
    {
        var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port);
        await CallAsync(sidecar, To("callee"));
        await app.DisposeAsync();
        await Expect.FailureAsync(StatusCode.Unavailable, "", () => CallAsync(sidecar, To("callee")));

        await using var again = await AppUnderTest.StartAsync(port: app.Port);

        Assert.Equal(Payload, await CallAsync(sidecar, To("callee")));
    }

    [Fact]
    public async Task InvokeService_KnownAndUnknownApp_AnswersOrIsInternal_Section6_1()
    {
        await using var app = await AppUnderTest.StartAsync(behavior => behavior.ServesCallbacks = true);
        await using var sidecar = await StartAsync(app.Port);
        var message = new global::Dapr.Proto.Common.V1.InvokeRequest
        {
            Method = "m", ContentType = "text/plain", Data = new Any { Value = Google.Protobuf.ByteString.CopyFrom(Payload) },
        };

        var answer = await sidecar.Client().InvokeServiceAsync(new() { Id = "callee", Message = message });

        Assert.Equal(Payload, answer.Data.Value.ToByteArray());
        Assert.Equal("text/plain", answer.ContentType);
        await Expect.FailureAsync(
            StatusCode.Internal,
            "failed to invoke, id: nobody, err: no host found with the given ID",
            async () => await sidecar.Client().InvokeServiceAsync(new() { Id = "nobody", Message = message }));
    }

    [Theory]
    [InlineData("callee", StatusCode.Internal)]
    [InlineData("caller", StatusCode.OK)]
    public async Task InvokeService_UnderAccessControlThatDenies_ReachesTheOwnAppAlone_Section6_6(string target, StatusCode expected)
    {
        await using var app = await AppUnderTest.StartAsync(behavior => behavior.ServesCallbacks = true);
        using var folder = new TemporaryFolder();
        await using var sidecar = await SidecarUnderTest.StartAsync(options => AccessControl(folder, "deny")(options) with
        {
            Apps = [new SidecarApp { AppId = "caller", AppPort = app.Port }, new SidecarApp { AppId = "callee", AppPort = app.Port }],
        });

        using var call = sidecar.Client().InvokeServiceAsync(
            new() { Id = target, Message = new global::Dapr.Proto.Common.V1.InvokeRequest { Method = "m" } });
        await Task.WhenAny(call.ResponseAsync);

        Assert.Equal(expected, call.GetStatus().StatusCode);
        Assert.Equal(
            expected == StatusCode.OK
                ? ""
                : "failed to invoke, id: callee, err: rpc error: code = PermissionDenied desc = access control policy has denied access to "
                    + "id:  operation: m verb: NONE",
            call.GetStatus().Detail);
    }

    [Fact]
    public async Task Message_OfFiveMebibytes_IsRefusedAtFourAndPassesAtEight_Check38()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var four = await StartAsync(app.Port);
        await using var eight = await StartAsync(app.Port, options => options with { MessageSizeMax = 8 * 1024 * 1024 });
        var large = new byte[5 * 1024 * 1024];

        await Expect.FailureAsync(
            StatusCode.ResourceExhausted,
            "grpc: received message larger than max (5242880 vs. 4194304)",
            async () => await four.Channel().AsyncUnaryCall(EchoMethods.Unary, null, To("callee"), large)
        );
        Assert.Equal(large.Length, (await eight.Channel().AsyncUnaryCall(EchoMethods.Unary, null, To("callee"), large)).Length);
    }

    [Fact]
    public async Task ApiToken_MissingOrWrong_IsUnauthenticated_Check40()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port, options => options with { ApiToken = "secret" });

        await Expect.FailureAsync(StatusCode.Unauthenticated, "Unauthorized", () => CallAsync(sidecar, To("callee")));
        await Expect.FailureAsync(
            StatusCode.Unauthenticated,
            "Unauthorized",
            () => CallAsync(sidecar, To("callee", ("dapr-api-token", "guess")))
        );
        await Expect.FailureAsync(StatusCode.Unauthenticated, "Unauthorized", async () => await sidecar.Client().GetMetadataAsync(new()));
    }

    [Fact]
    public async Task ApiTokens_OfCallerAndApp_AreNotMixed_Check40()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(
            app.Port,
            options => options with { ApiToken = "of the caller", AppApiToken = "of the app" }
        );

        await CallAsync(sidecar, To("callee", ("dapr-api-token", "of the caller")));

        Assert.Equal("of the app", Assert.Single(app.Behavior.Seen).GetValue("dapr-api-token"));
    }

    [Fact]
    public async Task ApiToken_WithoutAppToken_IsNotShownToTheApp_Check40()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port, options => options with { ApiToken = "of the caller" });

        await CallAsync(sidecar, To("callee", ("dapr-api-token", "of the caller")));

        Assert.Null(Assert.Single(app.Behavior.Seen).Get("dapr-api-token"));
    }

    [Fact]
    public async Task OwnService_UnknownMethod_IsUnimplementedAndNamesDapr()
    {
        await using var sidecar = await StartAsync(appPort: null);
        var method = new Method<byte[], byte[]>(
            MethodType.Unary,
            "dapr.proto.runtime.v1.Dapr",
            "ScheduleJob",
            EchoMethods.Unary.RequestMarshaller,
            EchoMethods.Unary.ResponseMarshaller
        );

        await Expect.FailureAsync(
            StatusCode.Unimplemented,
            "dapr run",
            async () => await sidecar.Channel().AsyncUnaryCall(method, null, To("callee"), Payload)
        );
    }

    /// <summary>A configuration whose default action is this, with a policy for the caller that says otherwise.</summary>
    private static Func<SidecarOptions, SidecarOptions> AccessControl(TemporaryFolder folder, string action)
    {
        var configuration = Path.Combine(folder.Path, "config.yaml");
        File.WriteAllText(configuration, $$"""
            kind: Configuration
            spec:
              accessControl: {defaultAction: {{action}}, policies: [{appId: caller, defaultAction: allow}]}
            """);
        return options => options with { ConfigurationFiles = [configuration] };
    }

    private static CallOptions To(string appId, params (string Name, string Value)[] more)
    {
        Metadata headers = new() { { "dapr-app-id", appId } };
        foreach (var (name, value) in more)
        {
            headers.Add(name, value);
        }

        return new CallOptions(headers);
    }

    private static async Task<byte[]> CallAsync(SidecarUnderTest sidecar, CallOptions options) =>
        await sidecar.Channel().AsyncUnaryCall(EchoMethods.Unary, null, options, Payload);

    private static Task<SidecarUnderTest> StartAsync(int? appPort, Func<SidecarOptions, SidecarOptions>? change = null) =>
        SidecarUnderTest.StartAsync(options =>
            (change ?? (same => same))(
                options with
                {
                    Apps = [new SidecarApp { AppId = "caller" }, new SidecarApp { AppId = "callee", AppPort = appPort }],
                }
            )
        );
}
