using Grpc.Net.Client;
using Mesh.Host;
using Mesh.Journal;
using Mesh.Risk.Domain;
using Mesh.Risk.Service.Endpoints;
using Mesh.Risk.Service.Partition;
using Mesh.Risk.V1;
using Mesh.Testing.Partitions;
using Mesh.Testing.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Risk.Tests.Endpoints;

/// <summary>Risk's endpoints on a real socket in this process, over real partitions in a store in memory.</summary>
public sealed class RiskHost : IAsyncLifetime
{
    private TestPartitionSet<RiskState, RiskCommand, RiskResult, RiskEvent>? partitions;
    private WebApplication? app;
    private GrpcChannel? channel;

    public RiskService.RiskServiceClient Client => new(channel);

    public async ValueTask InitializeAsync()
    {
        partitions = await TestPartitions.StartAsync(
            new RiskMachine(), new FakeTimeProvider(), new InMemoryStateStore(), count: 2, observer: null);
        app = MeshHost.Build(
            "risk",
            ["--port", "0"],
            builder =>
            {
                builder.Services.AddSingleton<IPartitionSet<RiskState, RiskCommand, RiskResult, RiskEvent>>(partitions);
                builder.Services.AddSingleton<RiskPartitions>();
            },
            host => host.MapGrpcService<RiskEndpoint>());
        await app.StartAsync();
        channel = GrpcChannel.ForAddress(MeshHost.Endpoint(app));
    }

    public async ValueTask DisposeAsync()
    {
        channel?.Dispose();
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (partitions is not null)
        {
            await partitions.DisposeAsync();
        }
    }
}
