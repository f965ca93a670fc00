using Mesh.Dapr.Sidecar;
using Microsoft.Extensions.Logging;

namespace Mesh.Dapr.Actors;

/// <summary>
/// Notices that the sidecar has forgotten this host although its stream is open: when a stream ends, the sidecar withdraws its types by
/// name, and if it learns of the end of an old stream only after the new one has registered (it was stopped for a while, say), the new one
/// is never called again.
/// </summary>
internal sealed class RegistrationWatch(
    ISidecar sidecar, TimeProvider time, Func<bool> isRegistered, Action reopen, ILogger logger)
    : IAsyncDisposable
{
    // Two looks in a row: one may fall between the opening of a stream and the end of its registration.
    private const int LooksToBeSure = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        // The source has no timer or parent, so there is nothing to dispose of; a second call finds it cancelled.
        await _stopping.CancelAsync();
        await _loop;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, time);
        var forgotten = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                forgotten = isRegistered() && await IsForgottenAsync() ? forgotten + 1 : 0;
                if (forgotten >= LooksToBeSure)
                {
                    forgotten = 0;
                    Log.RegistrationForgotten(logger);
                    reopen();
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task<bool> IsForgottenAsync()
    {
        try
        {
            return (await sidecar.GetMetadataAsync(_stopping.Token)).ActorStatus == SidecarActorStatus.Initializing;
        }
        catch (SidecarException)
        {
            // A silent sidecar says nothing about the registration; its stream will break.
            return false;
        }
    }
}
