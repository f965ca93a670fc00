using Mesh.Sidecar.Components;
using Mesh.Sidecar.PubSub;
using Mesh.Sidecar.Resiliency;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Hosting;

/// <summary>
/// One run of the local sidecar: a stand-in for daprd on one machine, one sidecar for each app, all in this process. For development only.
/// </summary>
public sealed class SidecarHost : IAsyncDisposable
{
    private readonly SidecarRun _run;
    private readonly List<AppSidecar?> _sidecars = [];
    private WebApplication? _control;
    private readonly TaskCompletionSource _shutdownRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SidecarHost(SidecarRun run) => _run = run;

    /// <summary>Where each app's sidecar listens, in the order of <see cref="SidecarOptions.Apps"/>.</summary>
    public IReadOnlyList<SidecarEndpoint> Endpoints { get; private set; } = [];

    /// <summary>Where the control API listens; null when there is none.</summary>
    public Uri? Control => _control is { } control ? new Uri(control.Urls.First()) : null;

    /// <summary>Ends when an app asks for shutdown, over gRPC or HTTP.</summary>
    public Task ShutdownRequested => _shutdownRequested.Task;

    /// <summary>Loads all components and opens all ports. When the task ends every sidecar serves.</summary>
    /// <param name="options">What to serve.</param>
    /// <param name="cancellationToken">Gives up; what was opened is closed.</param>
    /// <exception cref="SidecarStartException">Something is missing or wrong; nothing stays open.</exception>
    public static async Task<SidecarHost> StartAsync(SidecarOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(options.Apps.Count, nameof(options));
        var host = new SidecarHost(new SidecarRun(options));
        try
        {
            await host.StartAppsAsync(options, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The endpoint of an app; of its first replica when it has several.</summary>
    /// <exception cref="InvalidOperationException">The run has no such app.</exception>
    public SidecarEndpoint Endpoint(string appId) => Endpoints.First(endpoint => endpoint.AppId == appId);

    /// <summary>Stops the sidecar of one entry of <see cref="SidecarOptions.Apps"/>, as its own SIGTERM would. Again is no error.</summary>
    /// <param name="index">The entry, from 0.</param>
    public async Task StopAppAsync(int index)
    {
        if (_sidecars[index] is { } sidecar)
        {
            _sidecars[index] = null;
            await sidecar.DisposeAsync();
        }
    }

    /// <summary>Ends open streams, closes the ports and the components. A state write that was answered is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        await _run.StopAsync();
        if (_control is { } control)
        {
            await control.DisposeAsync();
        }

        await Task.WhenAll(Enumerable.Range(0, _sidecars.Count).Select(StopAppAsync));
        await _run.DisposeAsync();
    }

    private async Task StartAppsAsync(SidecarOptions options, CancellationToken cancellationToken)
    {
        var resources = new SidecarResources(
            ResourceReader.ReadFolders(options.ResourcesPaths),
            SidecarConfiguration.Read(options.ConfigurationFiles, options.Environment));
        var policies = options.Apps.SelectMany(app => ResiliencyReader.Read(resources.Documents, app.AppId).Ignored).Distinct();
        foreach (var place in policies.Concat(resources.Configuration.Ignored).Concat(SubscriptionReader.Ignored(resources.Documents)))
        {
            ComponentLog.NotActedOn(options.Logging.CreateLogger<SidecarHost>(), place);
        }

        await _run.StartAsync();
        foreach (var (number, app) in options.Apps.Index())
        {
            _sidecars.Add(await AppSidecar.StartAsync(
                _run, options, app, number, resources, () => _shutdownRequested.TrySetResult(), cancellationToken));
        }

        if (options.ControlPort is { } port)
        {
            _control = await ControlServer.StartAsync(port, _run.Faults!, _run.Placement, options, cancellationToken);
        }

        Endpoints = [.. _sidecars.Select(sidecar => sidecar!.Endpoint)];
    }
}
