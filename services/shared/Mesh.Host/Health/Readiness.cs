using Microsoft.Extensions.Hosting;

namespace Mesh.Host.Health;

/// <summary>
/// Says SERVING for one service while it can do its work. When it cannot tell any more, the failure ends the process with exit code 1: a
/// server that never becomes ready is restarted by whoever watches it, not kept.
/// </summary>
internal sealed class Readiness(
    string service,
    Func<IServiceProvider, CancellationToken, IAsyncEnumerable<bool>> follow,
    IServiceProvider services,
    ServingStatus serving)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        serving.SetNotServing(service);
        await foreach (var isReady in follow(services, stoppingToken))
        {
            if (isReady)
            {
                serving.SetServing(service);
            }
            else
            {
                serving.SetNotServing(service);
            }
        }
    }
}
