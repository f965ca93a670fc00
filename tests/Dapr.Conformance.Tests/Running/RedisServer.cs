using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Mesh.Dapr.Conformance.Tests.Running;

/// <summary>
/// One redis-server for all tests of this process, on a port and folder of its own. Tests that need it run one after another.
/// </summary>
public sealed class RedisServer : IDisposable
{
    private static readonly Lazy<Task<RedisServer?>> Shared = new(StartAsync);

    private readonly Process _process;
    private readonly TemporaryFolder _folder;
    private readonly ConnectionMultiplexer _connection;

    private RedisServer(Process process, TemporaryFolder folder, ConnectionMultiplexer connection, string address)
    {
        _process = process;
        _folder = folder;
        _connection = connection;
        Address = address;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>host:port.</summary>
    public string Address { get; }

    /// <summary>Commands as an administrator.</summary>
    public IDatabase Database => _connection.GetDatabase();

    /// <summary>Why there is none.</summary>
    public const string Missing = "redis-server is not on PATH";

    /// <summary>The running server; null where there is no redis-server.</summary>
    public static Task<RedisServer?> FindAsync() => Shared.Value;

    /// <summary>The running server; skips the test where there is no redis-server.</summary>
    public static async Task<RedisServer> GetAsync()
    {
        var server = await FindAsync();
        Assert.SkipWhen(server is null, Missing);
        return server!;
    }

    /// <summary>Empties the server and gives its address.</summary>
    public static async Task<string> FlushedAsync()
    {
        var server = await GetAsync();
        await server.Database.ExecuteAsync("FLUSHALL");
        return server.Address;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _connection.Dispose();
            _process.Kill();
            _process.WaitForExit();
            _folder.Dispose();
        }
    }

    private static async Task<RedisServer?> StartAsync()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(
            folder => File.Exists(Path.Combine(folder, "redis-server"))))
        {
            return null;
        }

        var folder = new TemporaryFolder();
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo(
            "redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder.Path, "--appendonly", "yes", "--appendfsync",
            "always", "--save", ""])
        {
            RedirectStandardOutput = true,
        })!;
        await ReadyAsync(process);
        var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},allowAdmin=true");
        return new RedisServer(process, folder, connection, $"127.0.0.1:{port}");
    }

    private static async Task ReadyAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                // It blocks when nobody reads what it says.
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("redis-server ended before it was ready");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
