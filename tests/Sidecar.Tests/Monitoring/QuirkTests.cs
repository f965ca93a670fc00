using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.PubSub;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.PubSub;
using Mesh.Sidecar.Tests.Running;
using static Mesh.Sidecar.Tests.Running.StateCalls;

namespace Mesh.Sidecar.Tests.Monitoring;

/// <summary>What of Dapr would only hurt a developer is done as daprd does it, and said once.</summary>
[Collection(nameof(RedisServer))]
public sealed class QuirkTests : IDisposable
{
    private readonly RecordedWarnings warnings = new();

    public void Dispose() => warnings.Dispose();

    [Fact]
    public async Task PubSub_RoundedNumbersAndEmptyData_AreSaidOnceATopic()
    {
        await using var sidecar = await StartAsync(ComponentText.Of("pubsub", "pubsub.in-memory"));
        var client = sidecar.Client();
        await using var subscriber = await SubscriberUnderTest.OpenAsync(client, "t");
        (string Data, string ContentType)[] events =
        [
            ("9007199254740992", "application/json"),
            ("""{"a":[9007199254740993]}""", "application/json"),
            ("9007199254740993", "application/json"),
            ("text", "application/x-protobuf"),
        ];

        var said = new List<int>();
        foreach (var (data, contentType) in events)
        {
            await client.PublishAsync("t", data, contentType);
            await subscriber.AnswerAsync(await subscriber.NextAsync());
            said.Add(warnings.All.Count(warning => warning.Contains("topic t", StringComparison.Ordinal)));
        }

        Assert.Equal([0, 1, 1, 2], said);
        Assert.Contains("beyond 2^53 was rounded", warnings.All.First(), StringComparison.Ordinal);
        Assert.Contains("delivered empty", warnings.All.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PubSub_BulkSubscribe_IsSaidToComeOneByOne()
    {
        await using var app = await AppUnderTest.StartAsync(behavior =>
        {
            behavior.ServesCallbacks = true;
            behavior.Subscriptions.Add(
                new TopicSubscription { PubsubName = "pubsub", Topic = "own", BulkSubscribe = new BulkSubscribeConfig { Enabled = true } });
        });
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Logging = warnings.Factory, Apps = [new SidecarApp { AppId = "app", AppPort = app.Port }] },
            ComponentText.Of("pubsub", "pubsub.in-memory"),
            """
            apiVersion: dapr.io/v2alpha1
            kind: Subscription
            metadata: {name: s}
            spec: {pubsubname: pubsub, topic: declared, routes: {default: /d}, bulkSubscribe: {enabled: true}}
            """);
        await Expect.UntilAsync(async () => (await sidecar.GetAsync("/v1.0/healthz")).IsSuccessStatusCode);

        Assert.Equal(2, warnings.All.Count());
        Assert.Contains("1.yaml:1: bulkSubscribe", warnings.All.First(), StringComparison.Ordinal);
        Assert.Contains("bulk_subscribe of topic own of pubsub", warnings.All.Last(), StringComparison.Ordinal);
    }

    /// <summary>Contract 3.6, as daprd 1.18 has it.</summary>
    [Theory]
    [InlineData("500", 0)]
    [InlineData("500ms", 1)]
    public async Task PubSub_RedeliverIntervalThatIsNoNumberOfMilliseconds_IsSaidToBeTheDefault(string written, int expected)
    {
        await using var sidecar = await StartAsync(ComponentText.Of(
            "pubsub", "pubsub.redis", ("redisHost", await RedisServer.FlushedAsync()), ("redeliverInterval", written)));

        Assert.Equal(expected, warnings.All.Count());
        Assert.All(
            warnings.All,
            warning => Assert.Contains("redeliverInterval is '500ms', so it is 15 s", warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redis_ReplacedPlainValueAndHalfDoneTransaction_AreSaidOnce()
    {
        await using var sidecar = await StartAsync(await Stores.ComponentAsync(Store.Redis));
        var client = sidecar.Client();
        await client.CreateAsync("new", "1");
        await client.SaveAsync(Item("k", "plain"), Item("l", "plain"));
        Assert.Empty(warnings.All);

        await client.CreateAsync("k", "first");
        await client.CreateAsync("l", "first");
        for (var number = 0; number < 2; number++)
        {
            var request = new ExecuteStateTransactionRequest
            {
                StoreName = Name,
                Operations =
                {
                    new TransactionalStateOperation { OperationType = "upsert", Request = Item("a", "1") },
                    new TransactionalStateOperation
                    {
                        OperationType = "upsert", Request = Item("new", "2", etag: "77"),
                    },
                },
            };
            await Assert.ThrowsAsync<RpcException>(async () => await client.ExecuteStateTransactionAsync(request));
        }

        Assert.Equal(2, warnings.All.Count());
        Assert.Contains("state store store: a save with first-write has replaced", warnings.All.First(), StringComparison.Ordinal);
        Assert.Contains("redis does not roll back", warnings.All.Last(), StringComparison.Ordinal);
        Assert.Equal("first", await client.TextAsync("k"));
    }

    [Fact]
    public async Task Redis_JsonInATransaction_IsSaidOnce()
    {
        await using var sidecar = await StartAsync(await Stores.ComponentAsync(Store.Redis));
        var item = Item("k", "1");
        item.Metadata["contentType"] = "application/json";
        await sidecar.Client().SaveAsync(item);
        Assert.Empty(warnings.All);

        for (var number = 0; number < 2; number++)
        {
            var request = new ExecuteStateTransactionRequest
            {
                StoreName = Name,
                Operations = { new TransactionalStateOperation { OperationType = "upsert", Request = item } },
            };
            await Assert.ThrowsAsync<RpcException>(async () => await sidecar.Client().ExecuteStateTransactionAsync(request));
        }

        Assert.Contains("leave the content type out", Assert.Single(warnings.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Actors_LostErrorMarkAndFreedTurn_AreSaidOnce()
    {
        await using var sidecar = await StartAsync(await Stores.ComponentAsync(Store.Sqlite, ("actorStateStore", "true")));
        var client = sidecar.Client();
        await using var host = await ActorApp.HostAsync(client, types: ActorCalls.Type);
        for (var number = 0; number < 2; number++)
        {
            var marked = client.InvokeAsync("7");
            await host.AnswerAsync((await host.NextCallAsync()).Id, "no", isError: true);
            await marked;
            using var cancel = new CancellationTokenSource();
            var abandoned = client.InvokeAsync("8", cancellationToken: cancel.Token);
            var call = await host.NextCallAsync();
            await cancel.CancelAsync();
            await Assert.ThrowsAsync<RpcException>(() => abandoned);
            var next = client.InvokeAsync("8");
            await host.AnswerAsync((await host.NextCallAsync()).Id, "");
            await next;
            await host.AnswerAsync(call.Id, "too late");
        }

        Assert.Equal(2, warnings.All.Count());
        Assert.Contains("without the mark", warnings.All.First(), StringComparison.Ordinal);
        Assert.Contains("the actor's turn is free", warnings.All.Last(), StringComparison.Ordinal);
    }

    private Task<SidecarUnderTest> StartAsync(string component) =>
        SidecarUnderTest.StartAsync(options => options with { Logging = warnings.Factory }, component);
}
