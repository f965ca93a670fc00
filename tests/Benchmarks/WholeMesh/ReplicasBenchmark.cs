using System.Globalization;
using Mesh.Benchmarks.Load;
using Mesh.Benchmarks.Processes;
using Mesh.Benchmarks.Report;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>
/// What a second replica of the ledger costs on the same cores when callers go to both, and what a linearizable read costs, alone and
/// beside writers.
/// </summary>
internal sealed class ReplicasBenchmark : IBenchmark
{
    private const int SingleCallers = 256;
    private const int BulkCallers = 8;
    private const int BulkItems = 1_000;
    private const int Writers = 64;
    private const int Readers = 64;

    /// <summary>Young processes run code that is not compiled for good yet: a mesh is loaded for this long before it is measured.</summary>
    private static readonly TimeSpan Youth = TimeSpan.FromSeconds(12);

    private readonly List<ReportRow> rows = [];
    private readonly Dictionary<string, double> metrics = [];
    private readonly Dictionary<string, double> ratios = [];

    public string Name => "replicas";

    public string Purpose => "transfers with two replicas of the ledger beside one, and linearizable reads";

    public async Task<BenchmarkReport> RunAsync(MeasuredTime time, Action<string> say)
    {
        await RunMeshAsync(replicas: 1, time, say);
        await RunMeshAsync(replicas: 2, time, say);
        ratios["singles_two_to_one"] = metrics["singles_per_s_2"] / metrics["singles_per_s_1"];
        ratios["bulk_two_to_one"] = metrics["bulk_per_s_2"] / metrics["bulk_per_s_1"];
        ratios["read_to_get"] = metrics["read_p50_ms"] / metrics["get_p50_ms"];
        ratios["writes_beside_reads"] = metrics["writes_beside_reads_per_s"] / metrics["writes_alone_per_s"];
        return new BenchmarkReport(Name, Machine.Describe(), rows, metrics, ratios);
    }

    private async Task RunMeshAsync(int replicas, MeasuredTime time, Action<string> say)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"a mesh with {replicas} of each service"));
        await using var mesh = await MeshProcess.StartAsync(replicas);
        using var load = new ReplicaLoad(mesh.Ledgers);
        await load.CreateAccountsAsync();
        await load.WriteAsync(SingleCallers, items: 1, new MeasuredTime(WarmUp: TimeSpan.Zero, Measured: Youth));
        await MeasureAsync($"singles_per_s_{replicas}", SingleCallers, items: 1, replicas, mesh, load, time);
        await MeasureAsync($"bulk_per_s_{replicas}", BulkCallers, BulkItems, replicas, mesh, load, time);
        if (replicas > 1)
        {
            say("reads");
            await MeasureReadsAsync(mesh, load, time);
        }
    }

    private async Task MeasureAsync(
        string metric, int callers, int items, int replicas, MeshProcess mesh, ReplicaLoad load, MeasuredTime time)
    {
        await load.WriteAsync(callers, items, time with { Measured = time.WarmUp, WarmUp = TimeSpan.Zero });
        var (before, began) = (mesh.ProcessorTimes(), System.Diagnostics.Stopwatch.StartNew());
        var calls = await load.WriteAsync(callers, items, time with { WarmUp = TimeSpan.Zero });
        var elapsed = began.Elapsed;
        var cores = mesh.ProcessorTimes()
            .Select(now => (Process: now.Key, Used: (now.Value - before[now.Key]) / elapsed))
            .Where(one => one.Used > 0.03);
        metrics[metric] = calls.PerSecond * items;
        var used = string.Join(", ", cores.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Process} {one.Used:0.00}")));
        rows.Add(new ReportRow(
            string.Create(CultureInfo.InvariantCulture, $"{callers} callers x {items:#,0}, {replicas} of each service: calls"),
            calls,
            string.Create(CultureInfo.InvariantCulture, $"{metrics[metric]:#,0} transfers/s; cores: {used}")));
    }

    private async Task MeasureReadsAsync(MeshProcess mesh, ReplicaLoad load, MeasuredTime time)
    {
        var get = await StateGets.RunAsync(mesh.LedgerSidecar, callers: 1, time);
        var read = await load.ReadAsync(callers: 1, time);
        Add("get_p50_ms", get.P50Ms, "state get through the sidecar, 1 caller", get);
        Add("read_p50_ms", read.P50Ms, "linearizable read of an account, 1 caller", read);
        var alone = await load.WriteAsync(Writers, items: 1, time);
        Add("writes_alone_per_s", alone.PerSecond, $"{Writers} writers", alone);
        var reading = load.ReadAsync(Readers, time);
        var beside = await load.WriteAsync(Writers, items: 1, time);
        var reads = await reading;
        Add("writes_beside_reads_per_s", beside.PerSecond, $"{Writers} writers beside {Readers} readers", beside);
        Add("reads_beside_writes_per_s", reads.PerSecond, $"{Readers} readers beside {Writers} writers", reads);
    }

    private void Add(string metric, double value, string what, LoadResult load)
    {
        metrics[metric] = value;
        rows.Add(new ReportRow(what, load, ""));
    }
}
