using Mesh.Dapr.Actors;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.State;
using Mesh.Journal.Owners;
using Mesh.Testing.State;
using Mesh.Testing.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Journal.Tests.Placement;

/// <summary>A service as its composition root makes it, over a placement and a store in memory.</summary>
internal sealed class TextService : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public TextService(IStateStore store, int partitionCount, string replica = "replica-a", IPeers? peers = null)
    {
        Store = store;
        var collection = new ServiceCollection()
            .AddSingleton(store)
            .AddSingleton<ISidecar>(Placement)
            .AddSingleton<IActorHost>(Placement)
            .AddSingleton<IActorClient>(Placement)
            .AddSingleton<IActorReminders>(Placement)
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IPartitionObserver<TextState, string, int, string>>(Observer)
            .AddSingleton(peers ?? new NoPeers())
            .AddLogging()
            .AddJournal(new TextMachine(), new JournalOptions(partitionCount, replica, $"{replica}:5001"));
        services = collection.BuildServiceProvider();
    }

    public LocalPlacement Placement { get; } = new();

    public RecordingObserver Observer { get; } = new();

    public IStateStore Store { get; }

    public IPartitionSet<TextState, string, int, string> Partitions =>
        services.GetRequiredService<IPartitionSet<TextState, string, int, string>>();

    public IJournalInspection Inspection => services.GetRequiredService<IJournalInspection>();

    public IOwnedPartitions Owned => services.GetRequiredService<IOwnedPartitions>();

    public IPartitionReminders Reminders => services.GetRequiredService<IPartitionReminders>();

    public static async Task<TextService> StartAsync(IStateStore store, int partitionCount)
    {
        var service = new TextService(store, partitionCount);
        await service.ServingAsync();
        return service;
    }

    public async Task ServingAsync()
    {
        await StartAsync();
        await services.GetRequiredService<IJournalHost>().WaitUntilServingAsync(CancellationToken.None);
    }

    public Task StartAsync() => services.GetRequiredService<IHostedService>().StartAsync(CancellationToken.None);

    public Task StopAsync() => services.GetRequiredService<IHostedService>().StopAsync(CancellationToken.None);

    public async Task<int> SubmitAsync(int partition, string text)
    {
        var serving = await Partitions.GetAsync(partition, CancellationToken.None);
        return await serving.SubmitAsync(text, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await services.DisposeAsync();
    }
}
