using Mesh.Host.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Host.Calls;

/// <summary>
/// Stops a server in order: health says NOT_SERVING, new calls are refused, calls in flight finish within
/// <see cref="HostLimits.DrainMax"/>. It runs in the host's "stopping" phase, before the server or any partition is told to stop, so a call
/// in flight still has everything that it needs.
/// </summary>
internal sealed class Drain(HostSettings settings, ServingStatus serving, CallGate gate, TimeProvider time, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        serving.Close();
        Log.Draining(logger, settings.Name, gate.CallsInFlight);

        using var limit = new CancellationTokenSource(HostLimits.DrainMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await gate.CloseAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            Log.DrainTimedOut(logger, settings.Name, gate.CallsInFlight, HostLimits.DrainMax);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
