using Microsoft.Extensions.Hosting;

namespace Mesh.Sidecar.Hosting;

/// <summary>Leaves signals to the program: several hosts share one process, and in tests it is not ours.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
