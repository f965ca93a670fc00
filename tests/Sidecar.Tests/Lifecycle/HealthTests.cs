using System.Net;
using System.Text;
using System.Text.Json;
using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.PubSub;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.Lifecycle;

/// <summary>Contract 8.6, checks 40, 44 and 45: health, metadata and shutdown.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Health_BeforeTheAppListens_IsOutboundOnlyAndStaysAfterItStops_Check44()
    {
        var port = AppUnderTest.FreePort();
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Apps = [new SidecarApp { AppId = "app", AppPort = port }] });

        Assert.Equal(
            (HttpStatusCode.InternalServerError, HttpStatusCode.NoContent),
            (await StatusAsync(sidecar, "/v1.0/healthz"), await StatusAsync(sidecar, "/v1.0/healthz/outbound")));
        var told = await (await sidecar.GetAsync("/v1.0/healthz")).Content.ReadAsStringAsync();
        Assert.Contains("ERR_HEALTH_NOT_READY", told, StringComparison.Ordinal);

        await using (await AppUnderTest.StartAsync(port: port))
        {
            while (await StatusAsync(sidecar, "/v1.0/healthz") != HttpStatusCode.NoContent)
            {
                await Task.Yield();
            }
        }

        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(sidecar, "/v1.0/healthz"));
    }

    [Fact]
    public async Task Metadata_OverHttpAndGrpc_Agree_Check45()
    {
        await using var sidecar = await Stores.StartAsync(Store.Sqlite);
        var client = sidecar.Client();
        await client.SetMetadataAsync(new SetMetadataRequest { Key = "own", Value = "value" });

        var grpc = await client.GetMetadataAsync(new GetMetadataRequest());
        using var http = JsonDocument.Parse(await (await sidecar.GetAsync("/v1.0/metadata")).Content.ReadAsStringAsync());

        var component = Assert.Single(grpc.RegisteredComponents);
        Assert.Equal(
            ("store", "state.sqlite", "v1", "ETAG,TRANSACTIONAL,TTL,KEYS_LIKE,ACTOR"),
            (component.Name, component.Type, component.Version, string.Join(',', component.Capabilities)));
        Assert.Equal(("app", "value"), (grpc.Id, grpc.ExtendedMetadata["own"]));
        Assert.Equal(("app", "store", "value"), (
            http.RootElement.GetProperty("id").GetString(),
            http.RootElement.GetProperty("components")[0].GetProperty("name").GetString(),
            http.RootElement.GetProperty("extended").GetProperty("own").GetString()));
    }

    [Fact]
    public async Task Metadata_OfSubscriptionsAndActors_HasDaprsNames_Check45()
    {
        var store = await Stores.ComponentAsync(Store.Memory, ("actorStateStore", "true"));
        await using var sidecar = await SidecarUnderTest.StartAsync(store, ComponentText.Of("pubsub", "pubsub.in-memory"));
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(), "t", "dead");
        await using var app = await ActorApp.HostAsync(sidecar.Client(), types: ActorCalls.Type);

        using var http = JsonDocument.Parse(await (await sidecar.GetAsync("/v1.0/metadata")).Content.ReadAsStringAsync());

        var subscription = http.RootElement.GetProperty("subscriptions")[0];
        Assert.Equal(("pubsub", "t", "dead", "STREAMING"), (
            subscription.GetProperty("pubsubname").GetString(),
            subscription.GetProperty("topic").GetString(),
            subscription.GetProperty("deadLetterTopic").GetString(),
            subscription.GetProperty("type").GetString()));
        var runtime = http.RootElement.GetProperty("actorRuntime");
        Assert.Equal(
            ("RUNNING", true, "placement: connected"),
            (runtime.GetProperty("runtimeStatus").GetString(), runtime.GetProperty("hostReady").GetBoolean(),
                runtime.GetProperty("placement").GetString()));
    }

    [Fact]
    public async Task Http_OtherRoute_NamesDapr()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync();

        var answer = await sidecar.GetAsync("/v1.0/state/store/k");

        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        Assert.Contains("dapr run", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_WithApiToken_OnlyHealthIsOpen_Section6_5()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync(options => options with { ApiToken = "secret" });

        var metadata = await sidecar.GetAsync("/v1.0/metadata");

        Assert.Equal(HttpStatusCode.Unauthorized, metadata.StatusCode);
        Assert.Contains("invalid api token", await metadata.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(sidecar, "/v1.0/healthz"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(sidecar, "/v1.0/healthz/outbound"));
    }

    [Fact]
    public async Task Shutdown_AskedByTheApp_IsPassedOn()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync();

        await sidecar.Client().ShutdownAsync(new ShutdownRequest());

        await sidecar.Host.ShutdownRequested.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Listening_Always_IsOnLoopbackOnly()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync();

        Assert.All([sidecar.Host.Endpoints[0].Grpc, sidecar.Host.Endpoints[0].Http], endpoint => Assert.Equal("127.0.0.1", endpoint.Host));
    }

    private static async Task<HttpStatusCode> StatusAsync(SidecarUnderTest sidecar, string path) =>
        (await sidecar.GetAsync(path)).StatusCode;
}
