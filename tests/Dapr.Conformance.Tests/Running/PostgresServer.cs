using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mesh.Dapr.Conformance.Tests.Running;

/// <summary>
/// One PostgreSQL for all tests of this process, on a port and folder of its own. Each test gets tables of its own, so none waits for
/// another.
/// </summary>
public sealed class PostgresServer
{
    private const string SuperUser = "mesh";
    private static readonly Lazy<Task<PostgresServer?>> Shared = new(StartAsync);
    private static int _tests;

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly int _port;

    private PostgresServer(Process process, DirectoryInfo folder, int port)
    {
        _process = process;
        _folder = folder;
        _port = port;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>Why there is none.</summary>
    public const string Missing = "PostgreSQL's initdb and postgres are neither on PATH nor in /usr/lib/postgresql";

    /// <summary>The running server; null where there is no PostgreSQL.</summary>
    public static Task<PostgresServer?> FindAsync() => Shared.Value;

    /// <summary>Metadata of a component with tables of its own; skips the test where there is no PostgreSQL.</summary>
    public static async Task<(string Name, string Value)[]> TablesAsync()
    {
        var server = await FindAsync();
        Assert.SkipWhen(server is null, Missing);
        return server!.NewTables();
    }

    /// <summary>Metadata of a component with tables of its own.</summary>
    public (string Name, string Value)[] NewTables() =>
    [
        ("connectionString", $"host=127.0.0.1 port={_port} user={SuperUser} database=postgres sslmode=disable"),
        ("tablePrefix", $"test{Interlocked.Increment(ref _tests)}_"),
    ];

    private static async Task<PostgresServer?> StartAsync()
    {
        if (Find("initdb") is not { } initdb || Find("postgres") is not { } postgres)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("mesh-postgres-");
        if (IsRoot)
        {
            // The server refuses to run as root; Debian's package has brought a user for it.
            await RunAsync("chown", "postgres", folder.FullName);
        }

        var data = Path.Combine(folder.FullName, "data");
        await RunAsync(AsUser(initdb, "-D", data, "-U", SuperUser, "-A", "trust", "--no-sync"));
        var port = FreePort();
        var command = AsUser(
            postgres, "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder.FullName}");
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        await ReadyAsync(process);
        return new PostgresServer(process, folder, port);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static string[] AsUser(string program, params ReadOnlySpan<string> arguments) =>
        IsRoot ? ["runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await said;
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await complained}");
    }

    private static async Task ReadyAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.Contains("database system is ready to accept connections", StringComparison.Ordinal))
            {
                // It blocks when nobody reads what it says.
                _ = process.StandardError.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException("postgres ended before it was ready");
    }

    private static string? Find(string program)
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            : [];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(installed)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Stop()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _folder.Delete(recursive: true);
    }
}
