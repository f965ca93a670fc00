using Mesh.Benchmarks.Processes;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>A local sidecar for a caller and, when there is one, the echo server behind it.</summary>
internal sealed class SidecarProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo folder;

    private SidecarProcess(ChildProcess process, Uri callerGrpc, DirectoryInfo folder)
    {
        Process = process;
        CallerGrpc = callerGrpc;
        this.folder = folder;
    }

    /// <summary>The process, for its processor time.</summary>
    public ChildProcess Process { get; }

    /// <summary>The gRPC API of the caller's sidecar.</summary>
    public Uri CallerGrpc { get; }

    /// <summary>Starts it with the components of a profile.</summary>
    /// <param name="components"><c>local</c> or <c>redis</c>.</param>
    /// <param name="echoPort">Port of the echo server.</param>
    /// <param name="redis">host:port of a redis-server; null when none is used.</param>
    public static async Task<SidecarProcess> StartAsync(string components, int echoPort, string? redis)
    {
        var folder = Directory.CreateTempSubdirectory("mesh-bench-");
        var apps = Path.Combine(folder.FullName, "apps.yaml");
        await File.WriteAllTextAsync(apps, $"apps:\n  - {{appId: caller}}\n  - {{appId: echo, appPort: {echoPort}}}\n");
        var process = ChildProcess.Start(
            BuiltPrograms.File("Mesh.Sidecar.dll"),
            ["--apps", apps, "--resources-path", BuiltPrograms.File(Path.Combine("components", components)), "--data-dir", folder.FullName],
            new Dictionary<string, string> { ["MESH_STOP_WITH_INPUT"] = "true", ["MESH_REDIS_HOST"] = redis ?? "" });
        var line = await process.WaitForLineAsync("sidecar ready app-id=caller", ReadyMax);
        var address = line.Split(' ').Single(word => word.StartsWith("grpc=", StringComparison.Ordinal))["grpc=".Length..];
        return new SidecarProcess(process, new Uri($"http://{address}"), folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
