using Mesh.Dapr.Connection;
using Mesh.Host;
using Mesh.Host.Health;
using Mesh.Journal;
using Mesh.Journal.Peers;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Service.Feed;
using Mesh.Ledger.Service.Partition;

// The composition root: the only file that knows every room of the ledger.
return await MeshHost.RunAsync("ledger", args, Compose, Map);

static void Compose(WebApplicationBuilder builder)
{
    builder.Services.AddMeshDapr(
        DaprEnvironment.Read(Environment.GetEnvironmentVariable),
        new DaprComponents { StateStore = "statestore", PubSub = "pubsub", SecretStore = "secrets" });

    // Before the journal: what starts first stops last, and the doorbell hears of the last commit too.
    builder.Services.AddSingleton<LedgerDoorbell>();
    builder.Services.AddHostedService(provider => provider.GetRequiredService<LedgerDoorbell>());
    builder.Services.AddSingleton<ExpiryClock>();
    builder.Services.AddSingleton(provider => new Lazy<IPartitionReminders>(provider.GetRequiredService<IPartitionReminders>));
    builder.Services.AddSingleton<IPartitionObserver<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>>(
        provider => new PartitionObservers<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>(
            provider.GetRequiredService<ExpiryClock>(), provider.GetRequiredService<LedgerDoorbell>()));
    builder.Services.AddPeerLink("ledger", LedgerRoutes.All);
    builder.Services.AddJournal(new LedgerMachine(), JournalOptions.Read(builder.Configuration));
    builder.Services.AddSingleton<LedgerPartitions>();
    builder.Services.AddSingleton<TransferProofs>();

    // Serving means: every partition has caught up, and the sidecar answers.
    builder.Services.AddServingWhile(
        "mesh.ledger.v1.LedgerService", (services, stopping) =>
            services.GetRequiredService<IJournalHost>().FollowServingAsync(stopping));
}

static void Map(WebApplication app)
{
    app.MapGrpcService<LedgerEndpoint>();
    app.MapGrpcService<LedgerStreamEndpoint>();
    app.MapGrpcService<JournalEndpoint>();
    app.MapGrpcService<PeerLinkEndpoint>();
}
