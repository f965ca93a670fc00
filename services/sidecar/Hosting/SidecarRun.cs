using System.Collections.Concurrent;
using Mesh.Sidecar.Actors;
using Mesh.Sidecar.Actors.Reminders;
using Mesh.Sidecar.Faults;
using Mesh.Sidecar.Invocation;
using Mesh.Sidecar.Locks;
using Mesh.Sidecar.PubSub;
using Mesh.Sidecar.Redis;
using Mesh.Sidecar.Sqlite;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Hosting;

/// <summary>What the sidecars of one run share; with real Dapr these are services of their own, or the network.</summary>
internal sealed class SidecarRun(SidecarOptions options) : IAsyncDisposable
{
    private const string ReminderFile = "sidecar-reminders.db";

    private readonly CancellationTokenSource _stopping = new();
    private ReminderScheduler? _reminders;

    public string DataDirectory { get; } = Path.GetFullPath(options.DataDirectory);

    public ILoggerFactory Logging => options.Logging;

    public TimeProvider Time => options.Time;

    public Func<string, string?> Environment => options.Environment;

    public AppDirectory Apps { get; } = new();

    public Placement Placement { get; } = new();

    public SqliteDatabases Databases { get; } = new();

    public RedisConnections Redis { get; } = new();

    /// <summary>In-process brokers by component name.</summary>
    public ConcurrentDictionary<string, MemoryBroker> MemoryBrokers { get; } = new(StringComparer.Ordinal);

    /// <summary>In-process locks by component name.</summary>
    public ConcurrentDictionary<string, MemoryLockStore> MemoryLocks { get; } = new(StringComparer.Ordinal);

    /// <summary>What a test has asked to go wrong; null when the run has no control port.</summary>
    public FaultBoard? Faults { get; } = options.ControlPort is null ? null : new FaultBoard();

    public ReminderScheduler Reminders => _reminders ?? throw new InvalidOperationException("The run has not been started.");

    /// <summary>Cancelled when the run ends: open streams end then.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Opens what outlives a run.</summary>
    public async Task StartAsync()
    {
        try
        {
            var database = Databases.Open(Path.Combine(DataDirectory, ReminderFile), TimeSpan.FromSeconds(2));
            _reminders = await ReminderScheduler.StartAsync(
                new ReminderStore(database), Placement, Time, Logging.CreateLogger<ReminderScheduler>());
        }
        catch (Exception exception) when (exception is Microsoft.Data.Sqlite.SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new SidecarStartException(
                $"{DataDirectory}: the data directory cannot be written: {exception.Message.ReplaceLineEndings(" ")}; make it writable, "
                + "or choose another with --data-dir",
                exception);
        }
    }

    /// <summary>Begins to end: open streams are ended.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_reminders is { } reminders)
        {
            await reminders.DisposeAsync();
        }

        foreach (var broker in MemoryBrokers.Values)
        {
            broker.Dispose();
        }

        await Redis.DisposeAsync();
        Databases.Dispose();
        _stopping.Dispose();
    }
}
