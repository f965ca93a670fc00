using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Testing.Processes;

/// <summary>
/// A redis-server of one's own, that forgets nothing it has acknowledged: on a free port, in a folder of its own, gone when disposed.
/// </summary>
public sealed class RedisProcess : IDisposable
{
    private readonly Process process;
    private readonly string folder;
    private readonly Task drained;

    private RedisProcess(Process process, string folder, string address)
    {
        this.process = process;
        this.folder = folder;
        Address = address;

        // It stops answering when nobody reads what it says.
        drained = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string Address { get; }

    /// <summary>True when redis-server is on the PATH.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, "redis-server")));

    /// <summary>Starts one and waits until it accepts connections.</summary>
    public static async Task<RedisProcess> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-redis-").FullName;
        var port = FreePort();
        string[] arguments =
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "",
        ];
        var process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                return new RedisProcess(process, folder, $"127.0.0.1:{port}");
            }
        }

        throw new InvalidOperationException("redis-server ended before it accepted connections.");
    }

    /// <summary>Ends it and deletes its folder.</summary>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        drained.GetAwaiter().GetResult();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
