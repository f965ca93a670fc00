using Microsoft.Extensions.Hosting;

namespace Mesh.Host.Health;

/// <summary>
/// Says SERVING for one service once it can do its work. When that cannot come about any more, the failure ends the process with exit code
/// 1: a server that never becomes ready is restarted by whoever watches it, not kept.
/// </summary>
internal sealed class Readiness(
    string service, Func<IServiceProvider, CancellationToken, Task> waitUntilReady, IServiceProvider services, ServingStatus serving)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        serving.SetNotServing(service);
        await waitUntilReady(services, stoppingToken);
        serving.SetServing(service);
    }
}
