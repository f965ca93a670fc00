using System.Globalization;
using Mesh.Benchmarks.Appends;
using Mesh.Benchmarks.Echo;
using Mesh.Benchmarks.Load;
using Mesh.Benchmarks.Processes;
using Mesh.Benchmarks.Report;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>
/// What the ledger does in a second through gRPC, its sidecar and a store that syncs, client included, when it is young and when it has ten
/// million transfers of a million accounts; and what it takes then.
/// </summary>
internal sealed class LedgerBenchmark : IBenchmark
{
    private const int AccountCount = 1_000_000;
    private const int HotAccountCount = 10;
    private const long YoungTransfers = 100_000;
    private const long OldTransfers = 10_000_000;
    private const int BulkCallers = 4;
    private const int BulkItems = 8_190;
    private const int PacedItems = 1_000;
    private const int UnaryCallers = 256;
    private const int AppendBatch = 2_048;

    /// <summary>A young echo server would make the ledger look fast.</summary>
    private static readonly TimeSpan EchoWarmUp = TimeSpan.FromSeconds(8);

    private readonly List<ReportRow> rows = [];
    private readonly Dictionary<string, double> metrics = [];
    private readonly Dictionary<string, double> ratios = [];

    public string Name => "ledger";

    public string Purpose => "transfers of the ledger, in bulk and one by one, young and with ten million (takes some minutes)";

    public async Task<BenchmarkReport> RunAsync(MeasuredTime time, Action<string> say)
    {
        await MeasureRawAsync(time, say);
        var mesh = await MeshProcess.StartAsync();
        try
        {
            using (var load = new LedgerLoad(mesh.Ledger))
            {
                await MeasureAsync(mesh, load, time, say);
            }

            say("restart");
            (mesh, var took) = await mesh.RestartAsync();
            metrics["restart_s"] = took.TotalSeconds;
            metrics["memory_mb_restarted"] = mesh.LedgerMebibytes;
        }
        finally
        {
            await mesh.DisposeAsync();
        }

        return new BenchmarkReport(Name, Machine.Describe(), rows, metrics, ratios);
    }

    private async Task MeasureRawAsync(MeasuredTime time, Action<string> say)
    {
        say("raw echo and appends");
        await using var echo = ChildProcess.Start(BuiltPrograms.Benchmarks, ["echo-server"]);
        var port = await EchoServer.PortAsync(echo);
        using (var direct = new EchoMeasurement(new Uri($"http://127.0.0.1:{port}"), appId: null))
        {
            var (load, _) = await direct.RunAsync(UnaryCallers, time with { WarmUp = EchoWarmUp }, () => echo.ProcessorTime);
            Add("echo_per_s", load.PerSecond, $"raw unary gRPC echo, {UnaryCallers} callers", load, "");
        }

        await using var sidecar = await SidecarProcess.StartAsync("local", port, redis: null);
        var (commands, appends) = await AppendMeasurement.RunAsync(sidecar.CallerGrpc, partition: 0, AppendBatch, time);
        var what = $"raw journal on SQLite, {AppendBatch:#,0} callers: commands";
        Add("append_per_s", appends, what, commands, Text($"{appends:#,0} appends/s"));
    }

    private async Task MeasureAsync(MeshProcess mesh, LedgerLoad load, MeasuredTime time, Action<string> say)
    {
        say($"{AccountCount:#,0} accounts");
        await load.CreateAccountsAsync(AccountCount);
        metrics["memory_mb_accounts"] = mesh.LedgerMebibytes;
        await FillAsync(load, YoungTransfers);
        say("young, in bulk");
        var young = await BulkAsync(load, "young, random pairs", AccountCount, idsInOrder: true, time);
        say($"on to {OldTransfers:#,0} transfers");
        await FillAsync(load, OldTransfers);
        say("old, in bulk");
        var old = await BulkAsync(load, "with ten million, random pairs", AccountCount, idsInOrder: true, time);
        var hot = await BulkAsync(load, "10 hot accounts", HotAccountCount, idsInOrder: true, time);
        var random = await BulkAsync(load, "random identifiers", AccountCount, idsInOrder: false, time);
        metrics["bulk_per_s"] = old;
        ratios["at_10m_to_100k"] = old / young;
        ratios["hot10_to_random"] = hot / old;
        ratios["random_ids_to_ordered"] = random / old;
        say("half the load, and single transfers");
        var paced = await load.RunPacedAsync(old / 2 / PacedItems, PacedItems, AccountCount, time);
        Add("bulk_p99_ms", paced.P99Ms, $"bulk, {PacedItems:#,0} a call, at half the rate: calls", paced, "");
        var unary = await load.RunAsync(UnaryCallers, items: 1, AccountCount, idsInOrder: true, time);
        ratios["unary_to_echo"] = unary.PerSecond / metrics["echo_per_s"];
        var remark = Text($"{ratios["unary_to_echo"]:0.00} of the echo");
        Add("unary_per_s", unary.PerSecond, $"one a call, {UnaryCallers} callers", unary, remark);
        metrics["transfers"] = load.TransferCount;
        metrics["memory_mb"] = mesh.LedgerMebibytes;
    }

    private static async Task FillAsync(LedgerLoad load, long count)
    {
        while (load.TransferCount < count)
        {
            await load.RunAsync(
                BulkCallers, BulkItems, AccountCount, idsInOrder: true, new MeasuredTime(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        }
    }

    private async Task<double> BulkAsync(LedgerLoad load, string what, int accounts, bool idsInOrder, MeasuredTime time)
    {
        var calls = await load.RunAsync(BulkCallers, BulkItems, accounts, idsInOrder, time);
        var transfers = calls.PerSecond * BulkItems;
        rows.Add(new ReportRow($"bulk, {what}: calls of {BulkItems:#,0}", calls, Text($"{transfers:#,0} transfers/s")));
        return transfers;
    }

    private void Add(string metric, double value, string what, LoadResult load, string remark)
    {
        metrics[metric] = value;
        rows.Add(new ReportRow(what, load, remark));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
