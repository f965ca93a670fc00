using Mesh.Dapr.Connection;
using Mesh.Sidecar.Hosting;

namespace Mesh.Dapr.Tests.Local;

/// <summary>One run of the local sidecar in this process, with its own folder of components and data.</summary>
internal sealed class LocalMesh : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly SidecarHost _host;
    private readonly SidecarOptions _options;

    private LocalMesh(DirectoryInfo folder, SidecarHost host, SidecarOptions options)
    {
        _folder = folder;
        _host = host;
        _options = options;
    }

    public static async Task<LocalMesh> StartAsync(
        string components, IReadOnlyList<SidecarApp> apps, Func<SidecarOptions, SidecarOptions>? adjust = null)
    {
        var folder = Directory.CreateTempSubdirectory("mesh-dapr-tests-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "components.yaml"), components);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "secrets.json"), """{ "peer": { "key": "s3cret" } }""");
        var options = new SidecarOptions { Apps = apps, ResourcesPaths = [folder.FullName], DataDirectory = folder.FullName };
        options = adjust?.Invoke(options) ?? options;
        return new LocalMesh(folder, await SidecarHost.StartAsync(options, CancellationToken.None), options);
    }

    /// <summary>Connects as the app that is entry <paramref name="index"/> of the apps given at start.</summary>
    public DaprConnection Connect(int index) => new(Options(index));

    public DaprOptions Options(int index) => new()
    {
        GrpcEndpoint = _host.Endpoints[index].Grpc,
        HttpEndpoint = _host.Endpoints[index].Http,
        ApiToken = _options.ApiToken,
    };

    /// <summary>Stops one sidecar as SIGTERM would.</summary>
    public Task StopSidecarAsync(int index) => _host.StopAppAsync(index);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
