using Mesh.Dapr.Connection;
using Mesh.Journal.Tests.Stores;
using Mesh.Kernel;
using Mesh.Testing.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Journal.Tests.Placement;

/// <summary>A service as its composition root makes it, on a real sidecar with its actors, reminders and SQLite.</summary>
public sealed class SidecarServiceTests
{
    private const int PartitionCount = 4;

    [Fact]
    public async Task Service_Restarted_ServesEveryPartitionAndKnowsWhatItKnew()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        await using (var before = await RunningService.StartAsync(store, PartitionCount))
        {
            for (var number = 0; number < PartitionCount; number++)
            {
                await before.SubmitAsync(number, $"text of {number}");
            }
        }

        await using var after = await RunningService.StartAsync(store, PartitionCount);

        for (var number = 0; number < PartitionCount; number++)
        {
            Assert.Equal(2, await after.SubmitAsync(number, "another"));
            Assert.True((await after.Get<IJournalInspection>().VerifyAsync(number, CancellationToken.None)).IsIntact);
        }
    }

    [Fact]
    public async Task Service_SidecarRestarts_ServesOn()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        await using var service = await RunningService.StartAsync(store, partitionCount: 1);
        Assert.Equal(1, await service.SubmitAsync(partition: 0, "before"));

        await store.RestartSidecarAsync();

        Assert.Equal(2, await service.SubmitAsync(partition: 0, "after"));
    }

    [Fact]
    public async Task Reminder_IsDue_ReachesTheObserver()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        await using var service = await RunningService.StartAsync(store, partitionCount: 1);

        await service.Get<IPartitionReminders>().RegisterAsync(0, "expiry", TimeSpan.Zero, period: null, CancellationToken.None);

        Assert.Equal("0 reminded of expiry", await service.Observer.WhenReminded);
    }

    [Fact]
    public async Task Service_OtherPartitionCount_DoesNotStart()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        await using (await RunningService.StartAsync(store, PartitionCount))
        {
        }

        var failure = await Assert.ThrowsAsync<JournalStartException>(() => RunningService.StartAsync(store, PartitionCount + 1));

        Assert.Contains("with 4 partitions", failure.Message, StringComparison.Ordinal);
    }

    private sealed class RunningService : IAsyncDisposable
    {
        private readonly IHost host;

        private RunningService(SidecarStore store, int partitionCount)
        {
            var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
            builder.Services.AddLogging();
            builder.Services.AddMeshDapr(store.Options, new DaprComponents { StateStore = "store" });
            builder.Services.AddSingleton<IPartitionObserver<TextState, string, int, string>>(Observer);
            builder.Services.AddJournal(new TextMachine(), new JournalOptions(partitionCount, "replica-a", "replica-a:5001"));
            host = builder.Build();
        }

        public RecordingObserver Observer { get; } = new();

        public static async Task<RunningService> StartAsync(SidecarStore store, int partitionCount)
        {
            var service = new RunningService(store, partitionCount);
            try
            {
                await service.host.StartAsync();
                await service.Get<IJournalHost>().WaitUntilServingAsync(CancellationToken.None);
                return service;
            }
            catch
            {
                await service.DisposeAsync();
                throw;
            }
        }

        public TService Get<TService>()
            where TService : notnull => host.Services.GetRequiredService<TService>();

        /// <summary>Submits as a client does: "not now" is tried again.</summary>
        public async Task<int> SubmitAsync(int partition, string text)
        {
            while (true)
            {
                try
                {
                    var partitions = Get<IPartitionSet<TextState, string, int, string>>();
                    var serving = await partitions.GetAsync(partition, CancellationToken.None);
                    return await serving.SubmitAsync(text, CancellationToken.None);
                }
                catch (ServiceUnavailableException refusal) when (!refusal.OutcomeUnknown)
                {
                    continue;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
