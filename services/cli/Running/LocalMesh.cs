using System.Diagnostics;
using Grpc.Health.V1;
using Mesh.Cli.Clients;
using Mesh.Journal.V1;

namespace Mesh.Cli.Running;

/// <summary>A mesh on this machine: a sidecar process and three services in one or more replicas, started and stopped together.</summary>
internal sealed class LocalMesh : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(40);
    private static readonly string[] Services = ["ledger", "risk", "payments"];

    /// <summary>
    /// What children are told of the runtime's profiling tier. A laptop's processes are young: without that tier the first ten seconds do a
    /// third more, and a warm mesh is limited by other things.
    /// </summary>
    private static readonly string ProfilingTier = Environment.GetEnvironmentVariable("DOTNET_TieredPGO") ?? "0";

    private readonly MeshFolder folder;
    private readonly FileStream taken;
    private readonly List<ChildProcess> children = [];
    private readonly Dictionary<string, AppPorts> replicas = [];

    private LocalMesh(MeshFolder folder, FileStream taken)
    {
        this.folder = folder;
        this.taken = taken;
    }

    /// <summary>Where everything is.</summary>
    public RunRecord Record { get; private set; } = null!;

    /// <summary>How long the start took.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Completes when the mesh cannot go on: a process has ended that should not have, or the disk is full. Gives what to tell
    /// the user.</summary>
    public async Task<string> BrokenAsync(CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var full = DiskSpace.ScarceAsync(folder, watching.Token);
        var first = await Task.WhenAny([full, .. children.Select(child => child.Exited)]);
        if (first == full || DiskSpace.Problem(folder) is not null)
        {
            return await full;
        }

        await watching.CancelAsync();
        var dead = children.First(child => child.Exited.IsCompleted);
        return $"{dead.Name} has stopped. The last it said (all of it: {folder.LogFile(dead.Name)}):{Environment.NewLine}{dead.Tail}";
    }

    /// <summary>Starts a mesh in a folder.</summary>
    /// <param name="folder">Where its data are.</param>
    /// <param name="shape">What to start.</param>
    /// <param name="say">Takes one line a process.</param>
    /// <param name="cancellationToken">Gives up; everything that was started is stopped.</param>
    /// <exception cref="CliException">It cannot be started; the message says what to do.</exception>
    public static async Task<LocalMesh> StartAsync(
        MeshFolder folder,
        MeshShape shape,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var mesh = new LocalMesh(folder, await folder.TakeAsync(cancellationToken));
        try
        {
            say($"Starting the mesh ({shape.Profile}), data in {folder.Root}");
            await LeftOverProcesses.EndAsync(folder, cancellationToken);
            await mesh.StartAsync(shape, say, cancellationToken);
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
        await Task.WhenAll(children.Where(child => replicas.ContainsKey(child.Name)).Select(child => child.DisposeAsync().AsTask()));
        foreach (var child in children.Where(child => !replicas.ContainsKey(child.Name)).Reverse())
        {
            await child.DisposeAsync();
        }

        if (Directory.Exists(folder.Root))
        {
            File.Delete(folder.RunFile);
        }

        await taken.DisposeAsync();
    }

    /// <summary>The process of a replica, for example <c>ledger-1</c>; the first one is called as its service.</summary>
    public ChildProcess ProcessOf(string name) => children.Single(child => child.Name == name);

    /// <summary>Starts a replica again whose process has ended, and waits until it serves.</summary>
    public async Task StartAgainAsync(string name, CancellationToken cancellationToken)
    {
        var ended = ProcessOf(name);
        await ended.DisposeAsync();
        children.Remove(ended);
        Add(StartService(replicas[name]));
        await WaitUntilServingAsync(replicas[name], cancellationToken);
    }

    private async Task StartAsync(MeshShape shape, Action<string> say, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var profile = shape.Profile;
        var ports = FreePort.Take(Services.Length * shape.Replicas * 3 + 1);
        var apps = Services
            .SelectMany(name => Enumerable.Range(0, shape.Replicas).Select(replica => (name, replica)))
            .Select((app, index) => new AppPorts(app.name, app.replica, ports[index * 3], ports[index * 3 + 1], ports[index * 3 + 2]))
            .ToList();
        foreach (var app in apps)
        {
            replicas[app.ProcessName] = app;
        }

        Record = new RunRecord(
            Environment.ProcessId,
            Ready: false,
            profile,
            Ledger: apps.First(app => app.Name == "ledger").Address,
            Payments: apps.First(app => app.Name == "payments").Address,
            Risk: apps.First(app => app.Name == "risk").Address,
            Processes: new Dictionary<string, int>(),
            StartTimes: new Dictionary<string, DateTimeOffset>()
        )
        {
            Replicas = apps.GroupBy(app => app.Name).ToDictionary(
                service => service.Key, service => (IReadOnlyList<Uri>)[.. service.Select(app => app.Address)]),
            Faults = shape.HasFaults ? new Uri($"http://127.0.0.1:{ports[^1]}") : null,
        };
        var environment = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = ProfilingTier };
        if (profile == Profiles.Redis)
        {
            var redis = RedisServer.Start(folder);
            Add(redis.Process);
            await redis.WaitUntilReadyAsync(cancellationToken);
            environment["MESH_REDIS_HOST"] = redis.Address;
            say($"  redis      {redis.Address}");
        }

        var sidecarReady = StartSidecarAsync(profile, apps, environment, cancellationToken);
        foreach (var app in apps)
        {
            // They wait for their sidecar by themselves, and so the runtimes start side by side.
            Add(StartService(app));
        }

        await sidecarReady;
        await Task.WhenAll(apps.Select(app => WaitUntilServingAsync(app, cancellationToken)));
        StartTime = clock.Elapsed;
        await RequireSoundJournalsAsync(cancellationToken);
        foreach (var app in apps)
        {
            say($"  {app.ProcessName, -10} {app.Address.Authority}");
        }

        Record = Record with { Ready = true };
        Record.Write(folder);
    }

    /// <summary>Keeps a process, and writes down at once that it runs: whoever comes after our death finds it there.</summary>
    private void Add(ChildProcess child)
    {
        children.Add(child);
        Record = Record with
        {
            Processes = children.ToDictionary(one => one.Name, one => one.Pid),
            StartTimes = children.ToDictionary(one => one.Name, one => one.StartTime),
        };
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
        File.WriteAllLines(appsFile, ["apps:", .. apps.Select(app => app.ToYaml())]);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = apps.Count;
        var components = Path.Combine(DotnetProgram.Folder, "components", profile == Profiles.Redis ? "redis" : "local");
        var sidecar = ChildProcess.Start(
            "sidecar",
            DotnetProgram.Muxer,
            [
                DotnetProgram.FileOf("Mesh.Sidecar.dll"), "--apps", appsFile, "--resources-path", components, "--data-dir", folder.Root,
                .. Record.Faults is { } faults ? ["--control-port", $"{faults.Port}"] : Array.Empty<string>(),
            ],
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
        Add(sidecar);
        await WaitForAsync(ready.Task, sidecar.Name, cancellationToken);
    }

    private ChildProcess StartService(AppPorts app) =>
        ChildProcess.Start(
            app.ProcessName,
            DotnetProgram.Muxer,
            [DotnetProgram.FileOf($"{char.ToUpperInvariant(app.Name[0])}{app.Name[1..]}.Service.dll"), "--port", $"{app.Port}"],
            new Dictionary<string, string>
            {
                ["DAPR_GRPC_PORT"] = $"{app.SidecarGrpcPort}",
                ["DAPR_HTTP_PORT"] = $"{app.SidecarHttpPort}",
                ["DOTNET_TieredPGO"] = ProfilingTier,
                ["MESH_PARTITIONS"] = "4",
                ["MESH_REPLICA"] = $"{app.Name}-{app.Replica}",

                // A demonstration has less patience than the published schedule, which begins with 5 s.
                ["MESH_RESOLVE_SECONDS"] = Environment.GetEnvironmentVariable("MESH_RESOLVE_SECONDS") ?? "1,2,5,30,120,600,3600",
            },
            folder.Root,
            folder.LogFile(app.ProcessName)
        );

    private async Task WaitUntilServingAsync(AppPorts app, CancellationToken cancellationToken)
    {
        using var channel = MeshClients.Channel(app.Address);
        var health = new Health.HealthClient(channel);
        await WaitForAsync(PollAsync(), app.ProcessName, cancellationToken);

        async Task PollAsync()
        {
            while (!await IsServingAsync(health, cancellationToken))
            {
                await Task.Delay(PollPeriod, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>A damaged partition is not served, so rows of its tenants would wait for nothing.</summary>
    private async Task RequireSoundJournalsAsync(CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(Record);
        foreach (var (service, journal) in clients.Journals)
        {
            var found = await journal.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: cancellationToken);
            if (found.Partitions.FirstOrDefault(partition => partition.Problem.Length > 0) is { } damaged)
            {
                throw new CliException(
                    $"the journal of {service} in '{folder.Root}' is damaged: {damaged.Problem} Nothing was changed. "
                    + "Put back a copy of that folder, or move it away to begin anew.");
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

    // Whichever process ends first while we wait is the reason why the others do not get ready.
    private async Task WaitForAsync(Task ready, string name, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var late = Task.Delay(ReadyMax, TimeProvider.System, waiting.Token);
        var first = await Task.WhenAny([ready, late, .. children.Select(child => child.Exited)]);
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (first == ready)
        {
            await ready;
            return;
        }

        var dead = children.FirstOrDefault(child => child.Exited.IsCompleted);
        var about = dead ?? children.Single(child => child.Name == name);
        var what = dead is null ? $"was not ready within {ReadyMax.TotalSeconds:0} s" : "did not start";
        throw new CliException(
            $"{about.Name} {what}. The last it said (all of it: {folder.LogFile(about.Name)}):{Environment.NewLine}{about.Tail}"
        );
    }

    private sealed record AppPorts(string Name, int Replica, int Port, int SidecarGrpcPort, int SidecarHttpPort)
    {
        /// <summary>The first replica is called as its service, so that log files are where they always were.</summary>
        public string ProcessName => Replica == 0 ? Name : $"{Name}-{Replica}";

        public Uri Address { get; } = new($"http://127.0.0.1:{Port}");

        public string ToYaml() =>
            $"  - {{appId: {Name}, appPort: {Port}, daprGrpcPort: {SidecarGrpcPort}, daprHttpPort: {SidecarHttpPort}}}";
    }
}
