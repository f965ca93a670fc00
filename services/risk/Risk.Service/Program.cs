using Mesh.Dapr.Connection;
using Mesh.Host;
using Mesh.Host.Health;
using Mesh.Journal;
using Mesh.Journal.Peers;
using Mesh.Risk.Service.Endpoints;
using Mesh.Risk.Service.Partition;

// The composition root: the only file that knows every room of risk.
return await MeshHost.RunAsync("risk", args, Compose, Map);

static void Compose(WebApplicationBuilder builder)
{
    builder.Services.AddMeshDapr(
        DaprEnvironment.Read(Environment.GetEnvironmentVariable),
        new DaprComponents { StateStore = "statestore", PubSub = "pubsub", SecretStore = "secrets" });
    builder.Services.AddPeerLink("risk", RiskRoutes.All);
    builder.Services.AddJournal(new RiskMachine(), JournalOptions.Read(builder.Configuration));
    builder.Services.AddSingleton<RiskPartitions>();

    // Serving means: every partition has caught up.
    builder.Services.AddServingWhile(
        "mesh.risk.v1.RiskService", (services, stopping) => services.GetRequiredService<IJournalHost>().FollowServingAsync(stopping));
}

static void Map(WebApplication app)
{
    app.MapGrpcService<RiskEndpoint>();
    app.MapGrpcService<JournalEndpoint>();
    app.MapGrpcService<PeerLinkEndpoint>();
}
