using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Locks;
using Mesh.Dapr.Peers;
using Mesh.Dapr.Secrets;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.State;
using Mesh.Dapr.Tests.Fixtures;
using Mesh.Dapr.Topics;
using Mesh.Sidecar.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Dapr.Tests.Local;

/// <summary>Every port but actors through the local sidecar: app "ledger" is entry 0, app "risk" entry 1.</summary>
public sealed class LocalPortsTests : IAsyncLifetime
{
    private ScriptedSidecar _riskApp = null!;
    private LocalMesh _mesh = null!;
    private DaprConnection _ledger = null!;
    private DaprConnection _risk = null!;

    public async ValueTask InitializeAsync()
    {
        // Only the scripted server's health service is used, as the app behind the second sidecar.
        _riskApp = await ScriptedSidecar.StartAsync();
        var risk = new SidecarApp { AppId = "risk", AppPort = _riskApp.Options.GrpcEndpoint.Port };
        _mesh = await LocalMesh.StartAsync(
            Components.All,
            [new SidecarApp { AppId = "ledger" }, risk],
            options => options with { ApiToken = "to-sidecar", AppApiToken = "to-app" });
        _ledger = _mesh.Connect(0);
        _risk = _mesh.Connect(1);
    }

    public async ValueTask DisposeAsync()
    {
        _ledger.Dispose();
        _risk.Dispose();
        await _mesh.DisposeAsync();
        await _riskApp.DisposeAsync();
    }

    [Fact]
    public async Task Sidecar_Started_IsReadyAndNamesItsComponents()
    {
        var sidecar = new DaprSidecar(_ledger, TimeProvider.System);

        await sidecar.WaitUntilReadyAsync(CancellationToken.None).Within();

        var metadata = await sidecar.GetMetadataAsync(CancellationToken.None);
        Assert.Equal("ledger", metadata.AppId);
        Assert.Equal(["locks", "pubsub", "secrets", "statestore"], metadata.Components.Select(component => component.Name).Order());
        Assert.Equal(SidecarActorStatus.Initializing, metadata.ActorStatus);
    }

    [Fact]
    public async Task AnyCall_WithoutTheApiToken_IsDenied()
    {
        using var stranger = new DaprConnection(_mesh.Options(0) with { ApiToken = null });

        var thrown = await Assert.ThrowsAsync<StateStoreException>(
            () => new DaprStateStore(stranger, "statestore").GetAsync("k", CancellationToken.None));

        Assert.Equal(DaprFailure.Denied, thrown.Failure);
    }

    [Fact]
    public async Task State_UnknownStore_IsRejected()
    {
        var thrown = await Assert.ThrowsAsync<StateStoreException>(
            () => new DaprStateStore(_ledger, "nowhere").GetAsync("k", CancellationToken.None));

        Assert.Equal(DaprFailure.Rejected, thrown.Failure);
    }

    [Fact]
    public async Task Topic_PublishedByOneApp_ReachesTheOtherUnderItsIdWithItsBytes()
    {
        var delivered = Channel.CreateUnbounded<TopicEvent>();
        var subscriber = new DaprTopicSubscriber(_risk, "pubsub", TimeProvider.System, NullLogger<DaprTopicSubscriber>.Instance);
        await using var subscription = subscriber.Subscribe("ledger-events", (message, _) =>
        {
            delivered.Writer.TryWrite(message);
            return Task.FromResult(TopicOutcome.Success);
        });
        await subscription.WaitUntilConnectedAsync(CancellationToken.None).Within();
        var publisher = new DaprTopicPublisher(_ledger, "pubsub");
        TopicMessage[] others = [new("0/1/1", new byte[] { 1 }), new("0/1/2", new byte[] { 2 })];

        var one = new TopicMessage("0/1/0", new byte[] { 0, 255, 34 }) { Type = "posted" };
        await publisher.PublishAsync("ledger-events", one, CancellationToken.None);
        await publisher.PublishManyAsync("ledger-events", others, CancellationToken.None);

        List<TopicEvent> events = [];
        while (events.Count < 3)
        {
            events.Add(await delivered.Reader.ReadAsync().AsTask().Within());
        }

        events.Sort((left, right) => string.CompareOrdinal(left.Id, right.Id));
        Assert.Equal(["0/1/0", "0/1/1", "0/1/2"], events.Select(message => message.Id));
        Assert.Equal(new byte[] { 0, 255, 34 }, events[0].Data.ToArray());
        Assert.Equal(("ledger", "posted", "ledger-events"), (events[0].Source, events[0].Type, events[0].Topic));
        await subscription.StopAsync(CancellationToken.None).Within();
    }

    [Fact]
    public async Task Secret_OfTheSecretsFile_IsRead()
    {
        var secrets = new DaprSecretStore(_ledger, "secrets");

        Assert.Equal("s3cret", await secrets.GetAsync("peer:key", "peer:key", CancellationToken.None));
        await Assert.ThrowsAsync<SecretStoreException>(() => secrets.GetAsync("absent", "absent", CancellationToken.None));
    }

    [Fact]
    public async Task Lock_TwoOwners_OneHoldsIt()
    {
        var locks = new DaprLockStore(_ledger, "locks");
        var lease = TimeSpan.FromMinutes(1);

        Assert.True(await locks.TryAcquireAsync("list", "one", lease, CancellationToken.None));
        Assert.False(await locks.TryAcquireAsync("list", "two", lease, CancellationToken.None));

        Assert.Equal(LockRelease.HeldByAnother, await locks.ReleaseAsync("list", "two", CancellationToken.None));
        Assert.Equal(LockRelease.Released, await locks.ReleaseAsync("list", "one", CancellationToken.None));
        Assert.Equal(LockRelease.NotHeld, await locks.ReleaseAsync("list", "one", CancellationToken.None));
    }

    [Fact]
    public async Task Peer_CalledThroughTheSidecars_SeesCallerDeadlineHeadersAndTheAppToken()
    {
        var client = new Health.HealthClient(new PeerChannel(_ledger, "risk").Invoker);

        var answer = await client.CheckAsync(new HealthCheckRequest(), [new Metadata.Entry("x-tenant", "acme")]).ResponseAsync.Within();

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
        var call = Assert.Single(_riskApp.Peer.Calls);
        Assert.Equal("acme", call.Headers.GetValue("x-tenant"));
        Assert.Equal("ledger", call.Headers.GetValue("dapr-caller-app-id"));
        Assert.Null(call.Headers.Get("dapr-app-id"));
        Assert.True(call.Deadline < DateTime.UtcNow + TimeSpan.FromSeconds(10));
        Assert.True(new AppApiToken("to-app").IsShownIn(call.Headers));
        Assert.False(new AppApiToken("to-sidecar").IsShownIn(call.Headers));
    }

    [Fact]
    public async Task Peer_Unknown_FailsAsDaprSaysIt()
    {
        var client = new Health.HealthClient(new PeerChannel(_ledger, "nobody").Invoker);

        var thrown = await Assert.ThrowsAsync<RpcException>(() => client.CheckAsync(new HealthCheckRequest()).ResponseAsync.Within());

        Assert.Equal(StatusCode.Unknown, thrown.StatusCode);
    }
}
