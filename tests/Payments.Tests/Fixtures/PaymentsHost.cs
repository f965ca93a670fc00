using Grpc.Net.Client;
using Mesh.Host;
using Mesh.Journal;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Endpoints;
using Mesh.Payments.Service.Ports;
using Mesh.Payments.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PaymentEvent = Mesh.Payments.Domain.PaymentEvent;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>
/// Payments' API on a real socket of this process, over a real partition in a store in memory, with an outside in memory.
/// </summary>
internal sealed class PaymentsHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel channel;

    private PaymentsHost(WebApplication app, World world, PaymentsProcess process, RecordedLog log)
    {
        this.app = app;
        World = world;
        Process = process;
        Log = log;
        channel = GrpcChannel.ForAddress(MeshHost.Endpoint(app));
        Client = new PaymentsService.PaymentsServiceClient(channel);
    }

    public World World { get; }

    public PaymentsProcess Process { get; }

    public RecordedLog Log { get; }

    public PaymentsService.PaymentsServiceClient Client { get; }

    public static async Task<PaymentsHost> StartAsync()
    {
        var world = new World();
        var log = new RecordedLog();
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var process = await PaymentsProcess.StartAsync(world, logs: logs);
        var app = MeshHost.Build(
            "payments",
            ["--port", "0"],
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
                builder.Services.AddSingleton<IPartitionSet<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>>(process.Set);
                builder.Services.AddSingleton(process.Partitions);
                builder.Services.AddSingleton(Some.Vault);
                builder.Services.AddSingleton<ILedgerPoster>(world.Ledger);
                builder.Services.AddSingleton<IConnector>(world.Acquirer);
            },
            map => map.MapGrpcService<PaymentsEndpoint>());
        await app.StartAsync();
        return new PaymentsHost(app, world, process, log);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
        await Process.DisposeAsync();
        await World.DisposeAsync();
    }
}
