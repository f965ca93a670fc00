using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Dapr.Conformance.Tests.PubSub;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.PubSub;
using Mesh.Sidecar.Tests.Running;
using Mesh.Sidecar.V1;

namespace Mesh.Sidecar.Tests.Resiliency;

/// <summary>Contract 8.2, 3.4 and 6.3, checks 23 and 38: the policies of a Resiliency file.</summary>
public sealed class ResiliencyTests
{
    private const string ShortRetry = "{policy: constant, duration: 1ms, maxRetries: 3}";

    [Fact]
    public async Task Delivery_ThatFails_IsRepeatedMaxRetriesTimesAndThenDeadLettered_Check23()
    {
        var deliveries = 0;
        await using var app = await AppUnderTest.StartAsync(Subscribed(_ =>
        {
            Interlocked.Increment(ref deliveries);
            return Task.FromResult(new TopicEventResponse { Status = TopicEventResponse.Types.TopicEventResponseStatus.Retry });
        }));
        await using var sidecar = await StartAsync(app.Port, Inbound($"retries: {{again: {ShortRetry}}}", "retry: again"));
        await using var undertaker = await SubscriberUnderTest.OpenAsync(sidecar.Client(0), "dead");

        await sidecar.Client(0).PublishAsync("t", "1");

        Assert.Equal("1", (await undertaker.NextAsync()).Data.ToStringUtf8());
        Assert.Equal(4, deliveries);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, 4)]
    [InlineData(StatusCode.Internal, 1)]
    public async Task Delivery_ThatFails_IsRepeatedOnlyForTheCodesOfThePolicy_Section3_4(StatusCode code, int expected)
    {
        var deliveries = 0;
        await using var app = await AppUnderTest.StartAsync(Subscribed(_ =>
        {
            Interlocked.Increment(ref deliveries);
            throw new RpcException(new Status(code, "no"));
        }));
        var retry = "{policy: constant, duration: 1ms, maxRetries: 3, matching: {gRPCStatusCodes: \"4,14-15\"}}";
        await using var sidecar = await StartAsync(app.Port, Inbound($"retries: {{again: {retry}}}", "retry: again"));
        await using var undertaker = await SubscriberUnderTest.OpenAsync(sidecar.Client(0), "dead");

        await sidecar.Client(0).PublishAsync("t", "1");
        await undertaker.NextAsync();

        Assert.Equal(expected, deliveries);
    }

    [Fact]
    public async Task Delivery_LongerThanItsTimeout_CountsAsFailed()
    {
        var never = new TaskCompletionSource<TopicEventResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await AppUnderTest.StartAsync(Subscribed(_ => never.Task));
        await using var sidecar = await StartAsync(app.Port, Inbound("timeouts: {short: 50ms}", "timeout: short"));
        await using var undertaker = await SubscriberUnderTest.OpenAsync(sidecar.Client(0), "dead");

        await sidecar.Client(0).PublishAsync("t", "1");

        Assert.Equal("1", (await undertaker.NextAsync()).Data.ToStringUtf8());
    }

    [Fact]
    public async Task ProxiedCall_LongerThanTheTimeoutOfItsApp_IsDeadlineExceeded_Section6_3()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync(app.Port, """
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies: {timeouts: {short: 50ms}}
              targets: {apps: {app: {timeout: short}}}
            """);

        var call = sidecar.Channel(0).AsyncUnaryCall(
            EchoMethods.Hang, null, new CallOptions(new Metadata { { "dapr-app-id", "app" } }), [1]);

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task Write_ThatFails_IsRepeated_AndAConflictIsNot()
    {
        await using var sidecar = await StartAsync(appPort: null, Outbound($"retries: {{again: {ShortRetry}}}", "retry: again"));
        using var control = GrpcChannel.ForAddress(sidecar.Host.Control!);
        await new FaultService.FaultServiceClient(control).SetStateFaultAsync(
            new SetStateFaultRequest { Store = StateCalls.Name, Kind = StateFaultKind.FailBefore, Count = 3 });
        var client = sidecar.Client(0);

        await client.CreateAsync("key", "value");

        Assert.Equal("value", await client.TextAsync("key"));
        await Expect.FailureAsync(StatusCode.Aborted, "etag mismatch", () => client.CreateAsync("key", "other"));
    }

    /// <summary>Whether or not the store listens to who gave up.</summary>
    [Theory]
    [InlineData(StateFaultKind.DelayAfter)]
    [InlineData(StateFaultKind.DelayBefore)]
    public async Task Write_LongerThanItsTimeout_Fails(StateFaultKind delay)
    {
        await using var sidecar = await StartAsync(appPort: null, Outbound("timeouts: {short: 50ms}", "timeout: short"));
        using var control = GrpcChannel.ForAddress(sidecar.Host.Control!);
        await new FaultService.FaultServiceClient(control).SetStateFaultAsync(new SetStateFaultRequest
        {
            Store = StateCalls.Name,
            Kind = delay,
            Delay = Duration.FromTimeSpan(TimeSpan.FromMinutes(10)),
        });

        await Expect.FailureAsync(
            StatusCode.Internal, "context deadline exceeded", () => sidecar.Client(0).CreateAsync("key", "value"));
    }

    [Theory]
    [InlineData("policies: {}", "timeout: nowhere", "a target names 'nowhere', which is not among policies.timeouts")]
    [InlineData("policies: {timeouts: {t: soon}}", "timeout: t", "timeouts.t is 'soon'; write a duration such as 5s")]
    [InlineData("policies: {retries: {r: {policy: linear}}}", "retry: r", "retries.r.policy is 'linear'; write constant or exponential")]
    public async Task File_ThatIsNotValid_EndsTheStartInOneLine(string policies, string target, string expected)
    {
        var file = $$"""
            kind: Resiliency
            spec:
              {{policies}}
              targets: {components: {store: {outbound: { {{target}} } } } }
            """;

        var failure = await Assert.ThrowsAsync<SidecarStartException>(() => StartAsync(appPort: null, file));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(".yaml:1: resiliency:", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What looks as if it had an effect and has none here is said at the start.</summary>
    [Fact]
    public async Task File_WithWhatIsNotActedOn_IsWarnedOf()
    {
        using var warnings = new RecordedWarnings();
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Logging = warnings.Factory },
            ComponentText.Of("store", "state.in-memory"),
            ComponentText.Of("pubsub", "pubsub.in-memory"),
            """
            kind: Resiliency
            spec:
              policies:
                timeouts: {DefaultTimeoutPolicy: 5s, own: 5s}
                retries: {DaprBuiltInServiceRetries: {maxRetries: 5}}
                circuitBreakers: {DefaultPubsubComponentOutboundCircuitBreakerPolicy: {maxRequests: 1}}
              targets:
                components:
                  store: {inbound: {timeout: own}, outbound: {timeout: own}}
                  pubsub: {inbound: {timeout: own}, outbound: {timeout: own}}
            """);

        Assert.Equal(
            [
                "policies.timeouts.DefaultTimeoutPolicy without a target that names it",
                "policies.retries.DaprBuiltInServiceRetries without a target that names it",
                "policies.circuitBreakers.DefaultPubsubComponentOutboundCircuitBreakerPolicy without a target that names it",
                "targets.components.pubsub.outbound",
            ],
            warnings.All.Select(warning => warning.Split("2.yaml:1: ")[1].Split(" is not acted on")[0]));
    }

    private static string Inbound(string policies, string target) => File("pubsub", "inbound", policies, target);

    private static string Outbound(string policies, string target) => File(StateCalls.Name, "outbound", policies, target);

    private static string File(string component, string direction, string policies, string target) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Resiliency
        metadata: {name: r}
        scopes: [app]
        spec:
          policies: { {{policies}} }
          targets: {components: { {{component}}: { {{direction}}: { {{target}} } } } }
        """;

    private static Action<AppBehavior> Subscribed(Func<TopicEventRequest, Task<TopicEventResponse>> answer) => behavior =>
    {
        behavior.ServesCallbacks = true;
        behavior.Subscriptions.Add(
            new TopicSubscription { PubsubName = "pubsub", Topic = "t", DeadLetterTopic = "dead" });
        behavior.OnEvent = answer;
    };

    private static async Task<SidecarUnderTest> StartAsync(int? appPort, string resiliency)
    {
        var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Apps = [new SidecarApp { AppId = "app", AppPort = appPort }], ControlPort = 0 },
            ComponentText.Of("store", "state.in-memory"),
            ComponentText.Of("pubsub", "pubsub.in-memory"),
            resiliency);
        if (appPort is not null)
        {
            await Expect.UntilAsync(async () => (await sidecar.GetAsync("/v1.0/healthz")).IsSuccessStatusCode);
        }

        return sidecar;
    }
}
