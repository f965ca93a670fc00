using Mesh.Dapr.Sidecar;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Owners;

/// <summary>
/// Notices soon that the own sidecar does not answer: without it a replica can neither append nor look, so its callers are better off
/// elsewhere. Asks for metadata every 0.2 s, with a limit of 1 s.
/// </summary>
internal sealed class SidecarWatch(ISidecar sidecar, TimeProvider time, ILoggerFactory loggers) : IHostedService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(1);

    /// <summary>How late the watch itself may be before it takes a missing answer for its own process having stood still.</summary>
    private static readonly TimeSpan LatenessMax = TimeSpan.FromMilliseconds(500);

    private readonly ILogger logger = loggers.CreateLogger("Mesh.Journal");
    private readonly CancellationTokenSource stopping = new();
    private CancellationTokenSource sickness = new();
    private Task watching = Task.CompletedTask;

    /// <summary>Raised when <see cref="IsSick"/> has changed.</summary>
    public event Action? Changed;

    /// <summary>True while the sidecar does not answer.</summary>
    public bool IsSick => Sickness.IsCancellationRequested;

    /// <summary>Cancelled when the sidecar stops answering; another one from when it answers again.</summary>
    public CancellationToken Sickness => Volatile.Read(ref sickness).Token;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        watching = WatchAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await watching;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Dispose();
        sickness.Dispose();
    }

    private async Task WatchAsync()
    {
        using var period = new PeriodicTimer(Period, time);
        try
        {
            while (await period.WaitForNextTickAsync(stopping.Token))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task LookAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var asked = sidecar.GetMetadataAsync(limit.Token);
        var began = time.GetTimestamp();
        try
        {
            await asked.WaitAsync(AnswerTimeMax, time, stopping.Token);
            Recovered();
        }
        catch (Exception failure) when (failure is TimeoutException or SidecarException)
        {
            var isOurs = time.GetElapsedTime(began) > AnswerTimeMax + LatenessMax;
            await limit.CancelAsync();
            await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!isOurs && !IsSick)
            {
                Log.SidecarSilent(logger, failure.Message);
                await sickness.CancelAsync();
                Changed?.Invoke();
            }
        }
    }

    private void Recovered()
    {
        if (IsSick)
        {
            Log.SidecarAnswers(logger);
            Volatile.Write(ref sickness, new CancellationTokenSource());
            Changed?.Invoke();
        }
    }
}
