using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.PubSub;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Extensions.Time.Testing;
using Status = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Sidecar.Tests.PubSub;

/// <summary>Contract 3.3 to 3.5, checks 18, 22, 24, 27 and 48: delivery by AppCallback.</summary>
[Collection(nameof(RedisServer))]
public sealed class CallbackTests
{
    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Event_ToAnAppWithACallback_ArrivesWithItsMetadata_Check18(Broker broker)
    {
        await using var app = await AppUnderTest.StartAsync(Subscribed());
        await using var sidecar = await StartAsync(broker, app.Port, options => options with { AppApiToken = "token" });

        await sidecar.Client(0).PublishAsync("t", """{"n":1}""", "application/json", ("Own-Entry", "value"));
        var (received, headers) = await NextAsync(app);

        Assert.Equal(("""{"n":1}""", ""), (received.Data.ToStringUtf8(), received.Path));
        Assert.Equal(
            ("pubsub", "value", "token"),
            (headers.GetValue("pubsubname"), headers.GetValue("own-entry"), headers.GetValue("dapr-api-token"))
        );
        Assert.NotNull(headers.GetValue("traceparent"));
    }

    /// <summary>Contract 3.5: an app whose port is open but which is not ready yet is asked again.</summary>
    [Fact]
    public async Task Subscriptions_CannotBeReadAtFirst_AreAskedForAgain()
    {
        await using var app = await AppUnderTest.StartAsync(behavior =>
        {
            Subscribed()(behavior);
            behavior.ListFailures = 2;
        });
        await using var sidecar = await StartAsync(Broker.Memory, app.Port);
        await ReadyAsync(sidecar);

        await sidecar.Client(0).PublishAsync("t", "1");

        Assert.Equal("1", (await NextAsync(app)).Request.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Stop_WhileTheAppIsAskedForItsSubscriptions_Succeeds()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await AppUnderTest.StartAsync(behavior =>
        {
            Subscribed()(behavior);
            behavior.BeforeList = async cancelled =>
            {
                asked.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(cancelled);
            };
        });
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Apps = Apps(app.Port) }, ComponentText.Of("pubsub", "pubsub.in-memory"));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(15));

        await sidecar.Host.StopAppAsync(1);
    }

    /// <summary>Contract 3.6 and 8.6: what the app finishes in time counts.</summary>
    [Fact]
    public async Task Stop_WithACallbackInFlight_WaitsForItsAnswer_Section8_6()
    {
        var finish = new TaskCompletionSource<TopicEventResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await AppUnderTest.StartAsync(Subscribed(onEvent: _ => finish.Task));
        await using var sidecar = await StartAsync(Broker.Redis, app.Port);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "other");
        await sidecar.Client(0).PublishAsync("t", "1");
        await NextAsync(app);

        var stop = sidecar.Host.StopAppAsync(1);
        await subscriber.Ended;
        await sidecar.Client(0).PublishAsync("other", "meanwhile");
        Assert.False(stop.IsCompleted);
        finish.SetResult(new TopicEventResponse());

        await stop;
        await NothingPendingAsync();
    }

    [Fact]
    public async Task Stop_WithACallbackThatDoesNotEnd_LeavesTheMessageWithTheBrokerAfterFiveSeconds_Section8_6()
    {
        var never = new TaskCompletionSource<TopicEventResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var time = new FakeTimeProvider();
        await using var app = await AppUnderTest.StartAsync(Subscribed(onEvent: _ => never.Task));
        await using var sidecar = await StartAsync(Broker.Redis, app.Port, options => options with { Time = time });
        await sidecar.Client(0).PublishAsync("t", "1");
        await NextAsync(app);
        var begun = time.GetUtcNow();

        var stop = sidecar.Host.StopAppAsync(1);
        while (!stop.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await stop;
        Assert.True(time.GetUtcNow() - begun >= TimeSpan.FromSeconds(5));
        var redis = await RedisServer.GetAsync();
        Assert.Equal(1, (await redis.Database.StreamPendingAsync("t", "subscriber")).PendingMessageCount);
    }

    /// <summary>The clock stands still: five seconds would never be over.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutdown_Forced_DoesNotWaitForCallbacks_Section8_6(bool isGrpc)
    {
        var never = new TaskCompletionSource<TopicEventResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await AppUnderTest.StartAsync(Subscribed(onEvent: _ => never.Task));
        await using var sidecar = await StartAsync(Broker.Memory, app.Port, options => options with { Time = new FakeTimeProvider() });
        await sidecar.Client(0).PublishAsync("t", "1");
        await NextAsync(app);

        if (isGrpc)
        {
            await sidecar.Client(1).ShutdownAsync(new ShutdownRequest(), new Metadata { { "dapr-force-shutdown", "true" } });
        }
        else
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sidecar.Host.Endpoints[1].Http, "/v1.0/shutdown"));
            request.Headers.Add("dapr-force-shutdown", "true");
            await http.SendAsync(request, TestContext.Current.CancellationToken);
        }

        await sidecar.Host.ShutdownRequested.WaitAsync(TimeSpan.FromSeconds(10));
        await sidecar.Host.StopAppAsync(1).WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>What Go reads with a replacement character must not be lost here.</summary>
    [Theory]
    [InlineData("""{"a":"\ud800x"}""", "{\"a\":\"\ufffdx\"}")]
    [InlineData("""{"\udc00":"\n\u00e9"}""", "{\"\ufffd\":\"\\n\u00e9\"}")]
    public async Task Event_WithHalfASurrogatePair_ArrivesWithAReplacement(string data, string expected)
    {
        await using var app = await AppUnderTest.StartAsync(Subscribed());
        await using var sidecar = await StartAsync(Broker.Memory, app.Port);

        await sidecar.Client(0).PublishAsync("t", data);

        Assert.Equal(expected, (await NextAsync(app)).Request.Data.ToStringUtf8());
    }

    /// <summary>The same of an event's own attributes.</summary>
    [Fact]
    public async Task CloudEvent_WithHalfASurrogatePairInItsAttributes_ArrivesWithAReplacement()
    {
        const string Body = """{"\udc00":"\ud800x","id":"\ud800","source":"s","type":"t","specversion":"1.0","data":{"\udc00":1}}""";
        await using var app = await AppUnderTest.StartAsync(Subscribed());
        await using var sidecar = await StartAsync(Broker.Memory, app.Port);

        await sidecar.Client(0).PublishAsync("t", Body, "application/cloudevents+json");

        var received = (await NextAsync(app)).Request;
        Assert.Equal(("\ufffd", "s", "{\"\ufffd\":1}"), (received.Id, received.Source, received.Data.ToStringUtf8()));
        Assert.Equal("\ufffdx", received.Extensions.Fields["\ufffd"].StringValue);
    }

    /// <summary>No float64 holds it, so it cannot be delivered; it must not vanish either.</summary>
    [Fact]
    public async Task Event_ThatCannotBeRead_IsDeadLettered()
    {
        await using var app = await AppUnderTest.StartAsync(Subscribed("dead"));
        await using var sidecar = await StartAsync(Broker.Memory, app.Port);
        await using var undertaker = await SubscriberUnderTest.OpenAsync(sidecar.Client(0), "dead", metadata: ("rawPayload", "true"));

        await sidecar.Client(0).PublishAsync("t", "1e999");

        Assert.Contains("1e999", (await undertaker.NextAsync()).Data.ToStringUtf8(), StringComparison.Ordinal);
    }

    /// <summary>Contract 3.6: by then the entry is pending, and somebody else may have it.</summary>
    [Fact]
    public async Task Failure_AfterTheProcessingTimeout_IsNotAcknowledged()
    {
        var time = new FakeTimeProvider();
        var deliveries = 0;
        await using var app = await AppUnderTest.StartAsync(Subscribed(onEvent: _ =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            var isFirst = Interlocked.Increment(ref deliveries) == 1;
            return Task.FromResult(new TopicEventResponse { Status = isFirst ? Status.Retry : Status.Success });
        }));
        await using var sidecar = await StartAsync(
            Broker.Redis,
            app.Port,
            options => options with { Time = time },
            ("processingTimeout", "300ms"),
            ("redeliverInterval", "500"));

        await sidecar.Client(0).PublishAsync("t", "1");

        await NextAsync(app);
        var again = NextAsync(app);
        while (!again.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await again;
    }

    /// <summary>Contract 3.6: without redelivery nobody else can have it, so late is like in time.</summary>
    [Fact]
    public async Task Failure_AfterTheProcessingTimeoutWithoutRedelivery_IsFinal()
    {
        var time = new FakeTimeProvider();
        await using var app = await AppUnderTest.StartAsync(Subscribed(onEvent: _ =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(new TopicEventResponse { Status = Status.Retry });
        }));
        await using var sidecar = await StartAsync(
            Broker.Redis,
            app.Port,
            options => options with { Time = time },
            ("processingTimeout", "300ms"),
            ("redeliverInterval", "0"));

        await sidecar.Client(0).PublishAsync("t", "1");

        await NextAsync(app);
        await NothingPendingAsync();
    }

    /// <summary>A publisher of another kind may have written it.</summary>
    [Theory]
    [InlineData("{bad")]
    [InlineData("""{"a":1}""")]
    [InlineData("[]")]
    public async Task Event_WithMetadataThatCannotBeRead_Arrives(string metadata)
    {
        await using var app = await AppUnderTest.StartAsync(Subscribed());
        await using var sidecar = await StartAsync(Broker.Redis, app.Port);
        var redis = await RedisServer.GetAsync();

        await redis.Database.StreamAddAsync(
            "t", [new("data", """{"id":"1","datacontenttype":"text/plain","data":"d"}"""), new("metadata", metadata)]);

        Assert.Equal("d", (await NextAsync(app)).Request.Data.ToStringUtf8());
    }

    /// <summary>Go reads 10,000 levels; the envelope is one of them.</summary>
    [Theory]
    [InlineData("[", "]", 64)]
    [InlineData("[", "]", 1_000)]
    [InlineData("[", "]", 9_999)]
    [InlineData("{\"a\":", "}", 9_998)]
    public async Task Event_DeeplyNested_Arrives(string opening, string closing, int depth)
    {
        var data = $"{string.Concat(Enumerable.Repeat(opening, depth))}1{string.Concat(Enumerable.Repeat(closing, depth))}";
        await using var app = await AppUnderTest.StartAsync(Subscribed());
        await using var sidecar = await StartAsync(Broker.Memory, app.Port);

        await sidecar.Client(0).PublishAsync("t", data);

        Assert.Equal(data, (await NextAsync(app)).Request.Data.ToStringUtf8());
    }

    [Theory]
    [InlineData("application/json", 10_000)]
    [InlineData("application/cloudevents+json", 2_000)]
    public async Task Event_NestedTooDeep_IsDeadLettered(string contentType, int depth)
    {
        var nested = new string('[', depth) + new string(']', depth);
        await using var app = await AppUnderTest.StartAsync(Subscribed("dead"));
        await using var sidecar = await StartAsync(Broker.Memory, app.Port);
        await using var undertaker = await SubscriberUnderTest.OpenAsync(sidecar.Client(0), "dead", metadata: ("rawPayload", "true"));

        await sidecar.Client(0).PublishAsync(
            "t", contentType == "application/json" ? nested : $$"""{"attribute":{{nested}}}""", contentType);

        Assert.Contains(nested, (await undertaker.NextAsync()).Data.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declared_Subscription_AppliesToItsScopeAndIsReplacedByTheAppsOwn_Check27()
    {
        await using var app = await AppUnderTest.StartAsync(Subscribed());
        const string Declared = """
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: {name: declared}
            scopes: [subscriber]
            spec: {pubsubname: pubsub, topic: declared, routes: {default: /declared}, deadLetterTopic: dead}
            ---
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: {name: replaced}
            spec: {pubsubname: pubsub, topic: t, routes: {default: /replaced}}
            ---
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: {name: foreign}
            scopes: [nobody]
            spec: {pubsubname: pubsub, topic: foreign, routes: {default: /foreign}}
            """;
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Apps = Apps(app.Port) },
            ComponentText.Of("pubsub", "pubsub.in-memory"),
            Declared
        );
        await ReadyAsync(sidecar);

        await sidecar.Client(0).PublishAsync("foreign", "1");
        await sidecar.Client(0).PublishAsync("declared", "2");
        await sidecar.Client(0).PublishAsync("t", "3");
        List<string> received = [];
        for (var number = 0; number < 2; number++)
        {
            var request = (await NextAsync(app)).Request;
            received.Add($"{request.Data.ToStringUtf8()} {request.Path}");
        }

        Assert.Equal(["2 /declared", "3 "], received.Order());
        var metadata = await sidecar.Client(1).GetMetadataAsync(new GetMetadataRequest());
        Assert.Equal(
            ["declared Declarative", "t Programmatic"],
            metadata.Subscriptions.Select(subscription => $"{subscription.Topic} {subscription.Type}").Order()
        );
    }

    [Fact]
    public async Task App_DeadAndSidecarAlive_MessageIsLost_Check48()
    {
        var app = await AppUnderTest.StartAsync(Subscribed());
        await using var sidecar = await StartAsync(Broker.Redis, app.Port);
        await app.DisposeAsync();
        await using var witness = await SubscriberUnderTest.OpenAsync(sidecar.Client(0), "t");

        await sidecar.Client(0).PublishAsync("t", "lost");
        await witness.NextAsync();
        await NothingPendingAsync();

        await using var revived = await AppUnderTest.StartAsync(Subscribed(), app.Port);
        await sidecar.Client(0).PublishAsync("t", "kept");

        Assert.Equal("\"kept\"", (await NextAsync(revived)).Request.Data.ToStringUtf8());
    }

    /// <summary>The app's group has read something and keeps none of it.</summary>
    private static async Task NothingPendingAsync()
    {
        var redis = await RedisServer.GetAsync();
        await Expect.UntilAsync(async () =>
            (await redis.Database.StreamGroupInfoAsync("t")).Single(group => group.Name == "subscriber")
                is { PendingMessageCount: 0, LastDeliveredId: not "0-0" });
    }

    private static Action<AppBehavior> Subscribed(
        string? deadLetterTopic = null,
        Func<TopicEventRequest, Task<TopicEventResponse>>? onEvent = null
    ) =>
        behavior =>
        {
            behavior.ServesCallbacks = true;
            behavior.Subscriptions.Add(
                new TopicSubscription
                {
                    PubsubName = "pubsub",
                    Topic = "t",
                    DeadLetterTopic = deadLetterTopic ?? "",
                }
            );
            behavior.OnEvent = onEvent ?? behavior.OnEvent;
        };

    private static SidecarApp[] Apps(int port) =>
        [new SidecarApp { AppId = "publisher" }, new SidecarApp { AppId = "subscriber", AppPort = port }];

    private static async Task<SidecarUnderTest> StartAsync(
        Broker broker, int port, Func<SidecarOptions, SidecarOptions>? change = null, params (string Name, string Value)[] metadata)
    {
        var component =
            broker == Broker.Memory
                ? ComponentText.Of("pubsub", "pubsub.in-memory")
                : ComponentText.Of("pubsub", "pubsub.redis", [
                    ("redisHost", await RedisServer.FlushedAsync()), ("readTimeout", "200ms"), .. metadata]);
        var sidecar = await SidecarUnderTest.StartAsync(
            options => (change ?? (same => same))(options with { Apps = Apps(port) }),
            component
        );
        await ReadyAsync(sidecar);
        return sidecar;
    }

    /// <summary>The app's subscriptions are open when the sidecar says that it is ready.</summary>
    private static async Task ReadyAsync(SidecarUnderTest sidecar)
    {
        while (!(await sidecar.GetAsync("/v1.0/healthz", app: 1)).IsSuccessStatusCode)
        {
            await Task.Yield();
        }
    }

    private static async Task<(TopicEventRequest Request, Metadata Headers)> NextAsync(AppUnderTest app) =>
        await app.Behavior.Events.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));
}
