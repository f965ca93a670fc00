using Grpc.Net.Client;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.State;
using Mesh.Host;
using Mesh.Journal.Tests.Placement;
using Mesh.Journal.V1;
using Mesh.Journal.Witness;
using Mesh.Testing.State;
using Mesh.Testing.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Journal.Tests.Witness;

/// <summary>A service with its journal API on a real socket, and what a caller needs to be its witness.</summary>
internal sealed class WitnessedService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel channel;

    private WitnessedService(WebApplication app)
    {
        this.app = app;
        channel = GrpcChannel.ForAddress(MeshHost.Endpoint(app));
    }

    public JournalService.JournalServiceClient Client => new(channel);

    public static async Task<WitnessedService> StartAsync(InMemoryStateStore store)
    {
        var app = MeshHost.Build(
            "text",
            ["--port", "0"],
            builder =>
            {
                var placement = new LocalPlacement();
                builder.Services.AddSingleton<IStateStore>(store);
                builder.Services.AddSingleton<ISidecar>(placement);
                builder.Services.AddSingleton<IActorHost>(placement);
                builder.Services.AddSingleton<IActorClient>(placement);
                builder.Services.AddSingleton<IActorReminders>(placement);
                builder.Services.AddJournal(new TextMachine(), new JournalOptions(PartitionCount: 2, "replica-a", "replica-a:5001"));
            },
            served => served.MapGrpcService<JournalEndpoint>());
        await app.StartAsync();
        await app.Services.GetRequiredService<IJournalHost>().WaitUntilServingAsync(CancellationToken.None);
        return new WitnessedService(app);
    }

    /// <summary>Makes a caller that remembers in a store of its own, and exchanges when it is told to.</summary>
    public JournalWitness NewWitness(IStateStore callers) =>
        new("text", Client, callers, TimeProvider.System, NullLoggerFactory.Instance);

    public async Task<int> SubmitAsync(int number, string text)
    {
        var partitions = app.Services.GetRequiredService<IPartitionSet<TextState, string, int, string>>();
        var partition = await partitions.GetAsync(number, CancellationToken.None);
        return await partition.SubmitAsync(text, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
