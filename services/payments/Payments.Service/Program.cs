using Mesh.Dapr.Connection;
using Mesh.Dapr.Peers;
using Mesh.Host;
using Mesh.Host.Health;
using Mesh.Journal;
using Mesh.Journal.Peers;
using Mesh.Journal.V1;
using Mesh.Ledger.V1;
using Mesh.Payments.Domain;
using Mesh.Payments.Service;
using Mesh.Payments.Service.Cards;
using Mesh.Payments.Service.Chain;
using Mesh.Payments.Service.Connectors.SimulatedAcquirer;
using Mesh.Payments.Service.Endpoints;
using Mesh.Payments.Service.Feed;
using Mesh.Payments.Service.Partition;
using Mesh.Payments.Service.Peers;
using Mesh.Payments.Service.Ports;
using Mesh.Risk.V1;

// The composition root: the only file that knows every room of payments.
return await MeshHost.RunAsync("payments", args, Compose, Map);

static void Compose(WebApplicationBuilder builder)
{
    var services = builder.Services;
    services.AddMeshDapr(
        DaprEnvironment.Read(Environment.GetEnvironmentVariable),
        new DaprComponents { StateStore = "statestore", PubSub = "pubsub", SecretStore = "secrets" });

    // Before the journal, for its partitions go on with interrupted payments as soon as they wake.
    services.AddSingleton<CardKeys>();
    services.AddHostedService(provider => provider.GetRequiredService<CardKeys>());
    services.AddSingleton(provider => provider.GetRequiredService<CardKeys>().Vault);

    // Before the journal: what starts first stops last, and the doorbell hears of the last commit too.
    services.AddSingleton<PaymentsDoorbell>();
    services.AddHostedService(provider => provider.GetRequiredService<PaymentsDoorbell>());
    services.AddSingleton<OperationWaiters>();
    services.AddSingleton<OperationRun>();
    services.AddSingleton<OperationRunner>();
    services.AddSingleton(provider => new Lazy<IPartitionReminders>(provider.GetRequiredService<IPartitionReminders>));
    services.AddSingleton<IPartitionObserver<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>>(
        provider => new PartitionObservers<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>(
            provider.GetRequiredService<OperationRunner>(), provider.GetRequiredService<PaymentsDoorbell>()));
    services.AddPeerLink("payments", PaymentsRoutes.All);
    services.AddJournal(new PaymentsMachine(ResolveSchedule.Read(builder.Configuration)), JournalOptions.Read(builder.Configuration));
    services.AddSingleton<PaymentChain>();
    services.AddSingleton<PaymentsPartitions>();

    // Serving means: every partition has caught up.
    services.AddServingWhile(
        "mesh.payments.v1.PaymentsService", (all, stopping) => all.GetRequiredService<IJournalHost>().FollowServingAsync(stopping));
    services.AddSingleton<IConnector, AcquirerConnector>();
    services.AddSingleton(provider => new RiskService.RiskServiceClient(Peer(provider, "risk")));
    services.AddSingleton(provider => new LedgerService.LedgerServiceClient(Peer(provider, "ledger")));
    services.AddJournalWitness("ledger", provider => new JournalService.JournalServiceClient(Peer(provider, "ledger")));
    services.AddSingleton<IRiskAssessor, RiskAssessor>();
    services.AddSingleton<ILedgerPoster, LedgerPoster>();
}

static Grpc.Core.CallInvoker Peer(IServiceProvider provider, string appId) =>
    new PeerChannel(provider.GetRequiredService<DaprConnection>(), appId).Invoker;

static void Map(WebApplication app)
{
    app.MapGrpcService<PaymentsEndpoint>();
    app.MapGrpcService<JournalEndpoint>();
    app.MapGrpcService<PeerLinkEndpoint>();
}
