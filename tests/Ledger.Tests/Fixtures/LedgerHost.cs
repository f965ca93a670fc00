using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Mesh.Host;
using Mesh.Journal;
using Mesh.Journal.Peers;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.V1;
using Mesh.Testing.Partitions;
using Mesh.Testing.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using LedgerEvent = Mesh.Ledger.Domain.LedgerEvent;

namespace Mesh.Ledger.Tests.Fixtures;

/// <summary>The ledger's API on a real socket of this process, over real partitions in a store in memory.</summary>
internal sealed class LedgerHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel channel;

    private LedgerHost(
        WebApplication app,
        TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partitions,
        FakeTimeProvider time)
    {
        Time = time;
        this.app = app;
        Partitions = partitions;
        channel = GrpcChannel.ForAddress(MeshHost.Endpoint(app));
        Client = new LedgerService.LedgerServiceClient(channel);
        Streams = new LedgerStreamService.LedgerStreamServiceClient(channel);
    }

    public LedgerService.LedgerServiceClient Client { get; }

    public LedgerStreamService.LedgerStreamServiceClient Streams { get; }

    public TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> Partitions { get; }

    public FakeTimeProvider Time { get; }

    public static Task<LedgerHost> StartAsync() => StartAsync(historyWindowEntries: null);

    /// <summary>Starts it.</summary>
    /// <param name="historyWindowEntries">Keys of events after which events leave memory; null for the ordinary number.</param>
    public static async Task<LedgerHost> StartAsync(int? historyWindowEntries)
    {
        var time = new FakeTimeProvider();
        var partitions = await TestPartitions.StartAsync(
            new LedgerMachine(), time, new InMemoryStateStore(), count: 2, observer: null, historyWindowEntries);
        var app = MeshHost.Build(
            "ledger",
            ["--port", "0"],
            builder =>
            {
                builder.Services.AddSingleton<IPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>>(partitions);
                builder.Services.AddSingleton<LedgerPartitions>();
                builder.Services.AddSingleton<TransferProofs>();
                builder.Services.AddSingleton(partitions.Proofs);
                builder.Services.AddSingleton(provider => new StreamedCalls(
                    new Lazy<Interceptor?>((Interceptor?)null),
                    provider.GetServices<Interceptor>(),
                    provider.GetRequiredService<TimeProvider>()));
            },
            map =>
            {
                map.MapGrpcService<LedgerEndpoint>();
                map.MapGrpcService<LedgerStreamEndpoint>();
            });
        await app.StartAsync();
        return new LedgerHost(app, partitions, time);
    }

    /// <summary>Tells the server to stop in order, as SIGTERM does.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
        await Partitions.DisposeAsync();
    }
}
