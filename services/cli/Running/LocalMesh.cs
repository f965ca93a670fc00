using System.Diagnostics;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Mesh.Cli.Running;

/// <summary>A mesh on this machine: a sidecar process and three services, started and stopped together.</summary>
internal sealed class LocalMesh : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(40);
    private static readonly string[] Services = ["ledger", "risk", "payments"];
    private readonly MeshFolder folder;
    private readonly FileStream taken;
    private readonly List<ChildProcess> children = [];

    private LocalMesh(MeshFolder folder, FileStream taken)
    {
        this.folder = folder;
        this.taken = taken;
    }

    /// <summary>Where everything is.</summary>
    public RunRecord Record { get; private set; } = null!;

    /// <summary>How long the start took.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Completes when a process has ended that should not have; gives what to tell the user.</summary>
    public async Task<string> BrokenAsync()
    {
        await Task.WhenAny(children.Select(child => child.Exited));
        var dead = children.First(child => child.Exited.IsCompleted);
        return $"{dead.Name} has stopped. The last it said (all of it: {folder.LogFile(dead.Name)}):{Environment.NewLine}{dead.Tail}";
    }

    /// <summary>Starts a mesh in a folder.</summary>
    /// <param name="folder">Where its data are.</param>
    /// <param name="profile"><c>embedded</c> or <c>redis</c>.</param>
    /// <param name="say">Takes one line a process.</param>
    /// <param name="cancellationToken">Gives up; everything that was started is stopped.</param>
    /// <exception cref="CliException">It cannot be started; the message says what to do.</exception>
    public static async Task<LocalMesh> StartAsync(
        MeshFolder folder,
        string profile,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        folder.Prepare();
        var mesh = new LocalMesh(folder, TakeFolder(folder));
        try
        {
            await mesh.StartAsync(profile, say, cancellationToken);
            return mesh;
        }
        catch
        {
            await mesh.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Services first, all at once: each finishes what it does while its sidecar still serves. Then the sidecar, then its store.
        await Task.WhenAll(children.Where(child => Services.Contains(child.Name)).Select(child => child.DisposeAsync().AsTask()));
        foreach (var child in children.Where(child => !Services.Contains(child.Name)).Reverse())
        {
            await child.DisposeAsync();
        }

        File.Delete(folder.RunFile);
        await taken.DisposeAsync();
    }

    private async Task StartAsync(string profile, Action<string> say, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var environment = new Dictionary<string, string>();
        if (profile == "redis")
        {
            var redis = RedisServer.Start(folder);
            children.Add(redis.Process);
            await redis.WaitUntilReadyAsync(cancellationToken);
            environment["MESH_REDIS_HOST"] = redis.Address;
            say($"  redis     {redis.Address}");
        }

        var ports = FreePort.Take(Services.Length * 3);
        var apps = Services
            .Select((name, index) => new AppPorts(name, ports[index * 3], ports[index * 3 + 1], ports[index * 3 + 2]))
            .ToList();
        await StartSidecarAsync(profile, apps, environment, cancellationToken);
        foreach (var app in apps)
        {
            children.Add(StartService(app));
        }

        await Task.WhenAll(apps.Select(app => WaitUntilServingAsync(app, cancellationToken)));
        StartTime = clock.Elapsed;
        foreach (var app in apps)
        {
            say($"  {app.Name, -9} {app.Address.Authority}");
        }

        Record = new RunRecord(
            Environment.ProcessId,
            profile,
            apps[0].Address,
            apps[2].Address,
            apps[1].Address,
            children.ToDictionary(child => child.Name, child => child.Pid)
        );
        Record.Write(folder);
    }

    private async Task StartSidecarAsync(
        string profile,
        IReadOnlyList<AppPorts> apps,
        Dictionary<string, string> environment,
        CancellationToken cancellationToken
    )
    {
        var appsFile = Path.Combine(folder.Root, "apps.yaml");
        await File.WriteAllLinesAsync(appsFile, ["apps:", .. apps.Select(app => app.ToYaml())], cancellationToken);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = apps.Count;
        var components = Path.Combine(AppContext.BaseDirectory, "components", profile == "redis" ? "redis" : "local");
        var sidecar = ChildProcess.Start(
            "sidecar",
            "dotnet",
            [ProgramFile("Mesh.Sidecar.dll"), "--apps", appsFile, "--resources-path", components, "--data-dir", folder.Root],
            environment,
            folder.Root,
            folder.LogFile("sidecar"),
            line =>
            {
                if (line.StartsWith("sidecar ready", StringComparison.Ordinal) && Interlocked.Decrement(ref waiting) == 0)
                {
                    ready.TrySetResult();
                }
            }
        );
        children.Add(sidecar);
        await WaitForAsync(ready.Task, sidecar, cancellationToken);
    }

    private ChildProcess StartService(AppPorts app) =>
        ChildProcess.Start(
            app.Name,
            "dotnet",
            [ProgramFile($"{char.ToUpperInvariant(app.Name[0])}{app.Name[1..]}.Service.dll"), "--port", $"{app.Port}"],
            new Dictionary<string, string>
            {
                ["DAPR_GRPC_PORT"] = $"{app.SidecarGrpcPort}",
                ["DAPR_HTTP_PORT"] = $"{app.SidecarHttpPort}",
                ["MESH_PARTITIONS"] = "4",
                ["MESH_REPLICA"] = $"{app.Name}-0",

                // A demonstration has less patience than the published schedule, which begins with 5 s.
                ["MESH_RESOLVE_SECONDS"] = Environment.GetEnvironmentVariable("MESH_RESOLVE_SECONDS") ?? "1,2,5,30,120,600,3600",
            },
            folder.Root,
            folder.LogFile(app.Name)
        );

    private async Task WaitUntilServingAsync(AppPorts app, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(app.Address);
        var health = new Health.HealthClient(channel);
        await WaitForAsync(PollAsync(), children.Single(child => child.Name == app.Name), cancellationToken);

        async Task PollAsync()
        {
            while (!await IsServingAsync(health, cancellationToken))
            {
                await Task.Delay(PollPeriod, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task<bool> IsServingAsync(Health.HealthClient health, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await health.CheckAsync(
                new HealthCheckRequest(),
                deadline: DateTime.UtcNow.AddSeconds(1),
                cancellationToken: cancellationToken
            );
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (Grpc.Core.RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WaitForAsync(Task ready, ChildProcess child, CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(ready, child.Exited, Task.Delay(ReadyMax, TimeProvider.System, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (first == ready)
        {
            await ready;
            return;
        }

        var what = first == child.Exited ? "did not start" : $"was not ready within {ReadyMax.TotalSeconds:0} s";
        throw new CliException(
            $"{child.Name} {what}. The last it said (all of it: {folder.LogFile(child.Name)}):{Environment.NewLine}{child.Tail}"
        );
    }

    private static FileStream TakeFolder(MeshFolder folder)
    {
        try
        {
            return new FileStream(folder.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem)
        {
            throw new CliException(
                $"a mesh runs in '{folder.Root}' already: use it, stop it with `mesh down`, or start in another folder.",
                problem
            );
        }
        catch (UnauthorizedAccessException problem)
        {
            throw new CliException(
                $"cannot write to '{folder.Root}' ({problem.Message}): start mesh in a folder where you may write.",
                problem
            );
        }
    }

    private static string ProgramFile(string name)
    {
        var file = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(file)
            ? file
            : throw new CliException($"'{file}' is missing: build the whole solution with `dotnet build Mesh.sln`.");
    }

    private sealed record AppPorts(string Name, int Port, int SidecarGrpcPort, int SidecarHttpPort)
    {
        public Uri Address { get; } = new($"http://127.0.0.1:{Port}");

        public string ToYaml() =>
            $"  - {{appId: {Name}, appPort: {Port}, daprGrpcPort: {SidecarGrpcPort}, daprHttpPort: {SidecarHttpPort}}}";
    }
}
