using Mesh.Dapr.Connection;
using Mesh.Host;
using Mesh.Host.Health;
using Mesh.Journal;
using Mesh.Risk.Service.Endpoints;
using Mesh.Risk.Service.Partition;

// The composition root: the only file that knows every room of risk.
return await MeshHost.RunAsync("risk", args, Compose, Map);

static void Compose(WebApplicationBuilder builder)
{
    builder.Services.AddMeshDapr(DaprEnvironment.Read(Environment.GetEnvironmentVariable), new DaprComponents { StateStore = "statestore", PubSub = "pubsub" });
    builder.Services.AddJournal(new RiskMachine(), JournalOptions.Read(builder.Configuration));
    builder.Services.AddSingleton<RiskPartitions>();
}

static void Map(WebApplication app)
{
    app.MapGrpcService<RiskEndpoint>();
    app.MapGrpcService<JournalEndpoint>();
    app.Lifetime.ApplicationStarted.Register(() => _ = AnnounceAsync(app));
}

// Serving means: every partition has caught up.
static async Task AnnounceAsync(WebApplication app)
{
    var status = app.Services.GetRequiredService<ServingStatus>();
    status.SetNotServing("mesh.risk.v1.RiskService");
    await app.Services.GetRequiredService<IJournalHost>().WaitUntilServingAsync(app.Lifetime.ApplicationStopping);
    status.SetServing("mesh.risk.v1.RiskService");
}
