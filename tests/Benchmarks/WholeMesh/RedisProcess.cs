using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>A redis-server of the benchmark's own: append-only file, synced at every write.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo folder;

    private RedisProcess(Process process, DirectoryInfo folder, string address)
    {
        this.process = process;
        this.folder = folder;
        Address = address;
    }

    /// <summary>host:port.</summary>
    public string Address { get; }

    /// <summary>Starts one; null when there is no redis-server on the path.</summary>
    public static async Task<RedisProcess?> StartAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(one => File.Exists(Path.Combine(one, "redis-server"))))
        {
            return null;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var folder = Directory.CreateTempSubdirectory("mesh-bench-redis-");
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true };
        foreach (
            var argument in (string[])
                [
                    "--port",
                    $"{port}",
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    folder.FullName,
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--save",
                    "",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        while (
            await process.StandardOutput.ReadLineAsync() is { } line
            && !line.Contains("Ready to accept connections", StringComparison.Ordinal)
        ) { }

        _ = process.StandardOutput.ReadToEndAsync();
        return new RedisProcess(process, folder, $"127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }
}
