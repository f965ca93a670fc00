using System.Globalization;
using Mesh.Cli.Running;

namespace Mesh.Cli.RunFiles;

/// <summary>
/// Runs the apps of a run file beside the local sidecar, as <c>dapr run -f</c> does beside daprd: in the file's order, each app's lines
/// under its name, an app that ends leaves the others running, and at the end they are stopped one after the other.
/// </summary>
internal sealed class RunFileRun(IReadOnlyList<RunFileApp> apps, Action<string> say) : IAsyncDisposable
{
    private static readonly string[] LogFolder = [".dapr", "logs"];
    private readonly string started = DateTime.Now.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
    private readonly List<ChildProcess> running = [];
    private readonly List<Task<int>> endings = [];
    private ChildProcess? sidecar;

    /// <summary>Starts everything and stays until every app has ended, or the caller gives up.</summary>
    /// <returns>0, or 1 when an app or the sidecar ended with an error.</returns>
    /// <exception cref="CliException">The sidecar did not start; nothing is left running.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var ports = Ports();
        await StartSidecarAsync(ports, cancellationToken);
        foreach (var (app, sidecarPorts) in apps.Zip(ports))
        {
            if (app.Command.Count > 0)
            {
                StartApp(app, sidecarPorts);
            }
        }

        var all = Task.WhenAll(endings);
        var first = await Task.WhenAny(all, sidecar!.Exited).WaitAsync(cancellationToken);
        if (first != all)
        {
            throw new CliException($"the sidecar has stopped. The last it said:{Environment.NewLine}{sidecar.Tail}");
        }

        return (await all).Any(code => code != 0) ? 1 : 0;
    }

    /// <summary>Stops the apps one after the other, waiting for each, and then the sidecar.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var app in running)
        {
            await app.DisposeAsync();
        }

        if (sidecar is not null)
        {
            await sidecar.DisposeAsync();
        }
    }

    private List<SidecarPorts> Ports()
    {
        var free = new Queue<int>(FreePort.Take(apps.Count * 3));
        return [.. apps.Select(app => new SidecarPorts(
            app.GrpcPort ?? free.Dequeue(), app.HttpPort ?? free.Dequeue(), app.MetricsPort ?? free.Dequeue()))];
    }

    private async Task StartSidecarAsync(List<SidecarPorts> ports, CancellationToken cancellationToken)
    {
        var first = apps[0];
        var appsFile = Path.Combine(Directory.CreateDirectory(Path.Combine(first.Folder, ".dapr")).FullName, "apps.yaml");
        await File.WriteAllLinesAsync(
            appsFile,
            ["apps:", .. apps.Zip(ports).Select(pair =>
                $"  - {{appId: {pair.First.AppId}, {(pair.First.Port is { } port ? $"appPort: {port}, " : "")}"
                + $"daprGrpcPort: {pair.Second.Grpc}, daprHttpPort: {pair.Second.Http}, "
                + $"metricsPort: {pair.Second.Metrics}}}")],
            cancellationToken);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = apps.Count;
        sidecar = ChildProcess.Start(
            "sidecar",
            DotnetProgram.Muxer,
            [
                DotnetProgram.FileOf("Mesh.Sidecar.dll"), "--apps", appsFile, "--data-dir", Environment.CurrentDirectory,
                .. apps.SelectMany(app => app.ResourcesPaths).Distinct().SelectMany(path => new[] { "--resources-path", path }),
                .. apps.Select(app => app.ConfigFile).OfType<string>().Distinct().SelectMany(path => new[] { "--config", path }),
            ],
            new Dictionary<string, string>(),
            Environment.CurrentDirectory,
            LogFile(first, "daprd"),
            line =>
            {
                if (line.StartsWith("sidecar ready", StringComparison.Ordinal) && Interlocked.Decrement(ref waiting) == 0)
                {
                    ready.TrySetResult();
                }
            });
        if (await Task.WhenAny(ready.Task, sidecar.Exited).WaitAsync(cancellationToken) != ready.Task)
        {
            throw new CliException($"the sidecar did not start:{Environment.NewLine}{sidecar.Tail}");
        }
    }

    private void StartApp(RunFileApp app, SidecarPorts ports)
    {
        var environment = new Dictionary<string, string>
        {
            ["APP_ID"] = app.AppId,
            ["APP_PROTOCOL"] = app.Protocol,
            ["APP_CHANNEL_ADDRESS"] = "",
            ["DAPR_GRPC_PORT"] = $"{ports.Grpc}",
            ["DAPR_HTTP_PORT"] = $"{ports.Http}",
            ["DAPR_METRICS_PORT"] = $"{ports.Metrics}",
        };
        if (app.Port is { } port)
        {
            environment["APP_PORT"] = $"{port}";
        }

        foreach (var (name, value) in app.Environment)
        {
            environment[name] = value;
        }

        var process = ChildProcess.Start(
            app.AppId, app.Command[0], app.Command.Skip(1), environment, app.Folder, LogFile(app, "app"), line => Say(app, line));
        running.Add(process);
        endings.Add(EndOfAsync(app, process));
    }

    private async Task<int> EndOfAsync(RunFileApp app, ChildProcess process)
    {
        await process.Exited;
        var code = process.ExitCode;
        Say(app, code == 0 ? "The App process exited" : $"The App process exited with error code: exit status {code}");
        return code;
    }

    private string LogFile(RunFileApp app, string kind) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine([app.Folder, .. LogFolder])).FullName, $"{LogName(app)}_{kind}_{started}.log");

    /// <summary>The app's name; replicas after the first one get a number, so that each has a file of its own.</summary>
    private string LogName(RunFileApp app) =>
        apps.TakeWhile(other => other != app).Count(other => other.AppId == app.AppId) is > 0 and var number
            ? $"{app.AppId}-{number}"
            : app.AppId;

    private void Say(RunFileApp app, string line) => say($"== APP - {app.AppId} == {line}");

    private sealed record SidecarPorts(int Grpc, int Http, int Metrics);
}
