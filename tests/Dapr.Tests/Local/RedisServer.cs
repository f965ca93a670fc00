using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Dapr.Tests.Local;

/// <summary>A redis-server of this test's own, on a free port, with everything in its own folder.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private RedisServer(Process process, DirectoryInfo folder, int port)
    {
        _process = process;
        _folder = folder;
        Address = $"127.0.0.1:{port}";
    }

    public string Address { get; }

    /// <summary>Starts it and waits until it says that it accepts connections; skips the test where there is none.</summary>
    public static async Task<RedisServer> StartOrSkipAsync()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-redis-");
        var port = FreePort();
        try
        {
            var arguments = $"--port {port} --bind 127.0.0.1 --dir {folder.FullName} --appendonly no --save \"\"";
            var process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })!;
            var server = new RedisServer(process, folder, port);
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch (Win32Exception)
        {
            folder.Delete();
            Assert.Skip("redis-server is not installed (Debian: apt-get install redis-server)");
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitUntilReadyAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // Somebody has to go on reading, or the server blocks on a full pipe.
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException($"redis-server ended at once with {_process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
