using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Mesh.Dapr.Conformance.Tests.Running;

/// <summary>The sidecar as a process of its own.</summary>
public sealed partial class SidecarProcess : IAsyncDisposable
{
    private const string Name = "Mesh.Sidecar.dll";

    private readonly Process _process;

    private SidecarProcess(Process process) => _process = process;

    /// <summary>Where each app's sidecar listens, in the order of its lines.</summary>
    public List<Uri> Grpc { get; } = [];

    /// <summary>Its HTTP ports, in the same order.</summary>
    public List<Uri> Http { get; } = [];

    /// <summary>Ends with the process: its log.</summary>
    public Task<string> Complaints { get; private set; } = Task.FromResult("");

    /// <summary>Starts it and waits for its lines.</summary>
    public static async Task<SidecarProcess> StartAsync(int appCount, params string[] arguments)
    {
        var sidecar = new SidecarProcess(Run(arguments));
        while (sidecar.Grpc.Count < appCount && await sidecar._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Ready().Match(line) is { Success: true } match)
            {
                sidecar.Grpc.Add(new Uri($"http://{match.Groups["grpc"].Value}"));
                sidecar.Http.Add(new Uri($"http://{match.Groups["http"].Value}"));
            }
        }

        Assert.Equal(appCount, sidecar.Grpc.Count);
        _ = sidecar._process.StandardOutput.ReadToEndAsync();
        sidecar.Complaints = sidecar._process.StandardError.ReadToEndAsync();
        return sidecar;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> EndAsync(params string[] arguments)
    {
        using var process = Run(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; gives the exit code and how long it took.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        var started = Stopwatch.GetTimestamp();
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return (_process.ExitCode, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static Process Run(string[] arguments)
    {
        // artifacts/bin/<project>/<configuration>
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var assembly = Path.Combine(here.Parent!.Parent!.FullName, "Mesh.Sidecar", here.Name, Name);
        if (!File.Exists(assembly))
        {
            throw new InvalidOperationException(
                $"There is no local sidecar at {assembly}: build the repository, or set MESH_DAPR_GRPC to run against another one.");
        }

        var start = new ProcessStartInfo("dotnet", ["exec", assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // It ends with us, however we end.
        start.Environment["MESH_STOP_WITH_INPUT"] = "true";
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"^sidecar ready app-id=\S+ grpc=(?<grpc>127\.0\.0\.1:\d+) http=(?<http>127\.0\.0\.1:\d+)$")]
    private static partial Regex Ready();
}
