using System.Text.Json;
using Mesh.Benchmarks.Processes;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>A whole mesh as <c>mesh up</c> starts it, in a folder of its own.</summary>
internal sealed class MeshProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);
    private readonly ChildProcess process;
    private readonly DirectoryInfo folder;
    private readonly int ledgerPid;
    private readonly Dictionary<string, int> pids;

    private MeshProcess(ChildProcess process, DirectoryInfo folder, JsonElement record)
    {
        this.process = process;
        this.folder = folder;
        pids = record.GetProperty("Processes").Deserialize<Dictionary<string, int>>()!;
        Ledgers = record.GetProperty("Replicas").Deserialize<Dictionary<string, Uri[]>>()!["ledger"];
        Payments = new Uri(record.GetProperty(nameof(Payments)).GetString()!);
        Ledger = new Uri(record.GetProperty(nameof(Ledger)).GetString()!);
        ledgerPid = record.GetProperty("Processes").GetProperty("ledger").GetInt32();
    }

    /// <summary>Payments' gRPC API.</summary>
    public Uri Payments { get; }

    /// <summary>The ledger's gRPC API.</summary>
    public Uri Ledger { get; }

    /// <summary>The gRPC API of every replica of the ledger.</summary>
    public IReadOnlyList<Uri> Ledgers { get; }

    /// <summary>The gRPC API of the first ledger's sidecar.</summary>
    public Uri LedgerSidecar
    {
        get
        {
            var apps = File.ReadLines(Path.Combine(folder.FullName, ".mesh", "apps.yaml"));
            var first = apps.First(line => line.Contains("appId: ledger,", StringComparison.Ordinal));
            var port = first.Split("daprGrpcPort: ")[1].Split(',')[0];
            return new Uri($"http://127.0.0.1:{port}");
        }
    }

    /// <summary>Memory of the ledger's process in MiB.</summary>
    public double LedgerMebibytes
    {
        get
        {
            using var ledger = System.Diagnostics.Process.GetProcessById(ledgerPid);
            return ledger.WorkingSet64 / (1024.0 * 1024.0);
        }
    }

    /// <summary>Starts it with nothing in its store.</summary>
    /// <param name="replicas">Processes of each service.</param>
    public static Task<MeshProcess> StartAsync(int replicas = 1) =>
        StartAsync(Directory.CreateTempSubdirectory("mesh-bench-mesh-"), replicas);

    /// <summary>Processor time that every process has used so far, by its name, and this one's as <c>client</c>.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ProcessorTimes()
    {
        var times = new Dictionary<string, TimeSpan> { ["client"] = Environment.CpuUsage.TotalTime };
        foreach (var (name, pid) in pids)
        {
            using var one = System.Diagnostics.Process.GetProcessById(pid);
            times[name] = one.TotalProcessorTime;
        }

        return times;
    }

    /// <summary>Stops it in order, starts it again on the same store, and says how long it took until it served.</summary>
    public async Task<(MeshProcess Mesh, TimeSpan Took)> RestartAsync()
    {
        await process.TerminateAsync();
        await process.DisposeAsync();
        var begin = System.Diagnostics.Stopwatch.StartNew();
        return (await StartAsync(folder, Ledgers.Count), begin.Elapsed);
    }

    private static async Task<MeshProcess> StartAsync(DirectoryInfo folder, int replicas)
    {
        string[] arguments = ["up", "--replicas", replicas.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        var process = ChildProcess.Start(BuiltPrograms.File("mesh.dll"), arguments, environment: null, folder.FullName);
        await process.WaitForLineAsync("Ready", ReadyMax);
        using var record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, ".mesh", "run.json")));
        return new MeshProcess(process, folder, record.RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        await process.TerminateAsync();
        await process.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
