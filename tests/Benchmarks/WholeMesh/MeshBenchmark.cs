using System.Globalization;
using Mesh.Benchmarks.Appends;
using Mesh.Benchmarks.Echo;
using Mesh.Benchmarks.Load;
using Mesh.Benchmarks.Processes;
using Mesh.Benchmarks.Report;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>What the mesh does in a second, beside what gRPC and the stores do on the same machine in the same run.</summary>
internal sealed class MeshBenchmark : IBenchmark
{
    private static readonly int[] EchoCallers = [64, 256];
    private static readonly int[] BatchSizes = [1, 16, 256, 2_048];
    private static readonly int[] PaymentCallers = [1, 64, 256];

    /// <summary>
    /// A young mesh runs code that is not compiled for good yet, which takes about this long under load; then rates are steady.
    /// </summary>
    private static readonly TimeSpan PaymentWarmUp = TimeSpan.FromSeconds(15);
    private readonly List<ReportRow> rows = [];
    private readonly Dictionary<string, double> metrics = [];
    private readonly Dictionary<string, double> ratios = [];

    public string Name => "mesh";

    public string Purpose => "echo, a hop through sidecars, journal appends, and card payments end to end";

    public async Task<BenchmarkReport> RunAsync(MeasuredTime time, Action<string> say)
    {
        await using var echo = ChildProcess.Start(BuiltPrograms.Benchmarks, ["echo-server"]);
        var echoPort = await EchoServer.PortAsync(echo);
        say("echo");
        await MeasureEchoAsync(echo, echoPort, time);
        say("hop and appends on SQLite");
        await using (var sidecar = await SidecarProcess.StartAsync("local", echoPort, redis: null))
        {
            ratios[HopBenchmark.Ratio] = await HopBenchmark.MeasureAsync(echo, echoPort, sidecar, time, rows);
            await MeasureAppendsAsync("SQLite", sidecar, time);
        }

        await MeasureRedisAsync(echoPort, time, say);
        say("payments");
        await using (var mesh = await MeshProcess.StartAsync())
        {
            await MeasurePaymentsAsync(mesh, time);
        }

        ratios["payments_to_echo"] = metrics["payments_per_s"] / metrics["echo_per_s"];
        return new BenchmarkReport(Name, Machine.Describe(), rows, metrics, ratios);
    }

    private async Task MeasureEchoAsync(ChildProcess echo, int port, MeasuredTime time)
    {
        using var direct = new EchoMeasurement(new Uri($"http://127.0.0.1:{port}"), appId: null);
        foreach (var callers in EchoCallers)
        {
            var (load, _) = await direct.RunAsync(callers, time, () => echo.ProcessorTime);
            rows.Add(new ReportRow($"raw unary gRPC echo, {callers} callers", load, ""));
            metrics["echo_per_s"] = Math.Max(load.PerSecond, metrics.GetValueOrDefault("echo_per_s"));
        }
    }

    private async Task MeasureAppendsAsync(string store, SidecarProcess sidecar, MeasuredTime time)
    {
        for (var index = 0; index < BatchSizes.Length; index++)
        {
            var (commands, appends) = await AppendMeasurement.RunAsync(sidecar.CallerGrpc, index, BatchSizes[index], time);
            rows.Add(
                new ReportRow(
                    $"journal on {store}, {BatchSizes[index]} callers: commands",
                    commands,
                    string.Create(CultureInfo.InvariantCulture, $"{appends:#,0} appends/s, {commands.PerSecond / appends:#,0} a batch")
                )
            );
            var key = $"{store.ToLowerInvariant()}_{BatchSizes[index]}";
            metrics[$"append_per_s_{key}"] = appends;
            metrics[$"commands_per_s_{key}"] = commands.PerSecond;
        }

        metrics.TryAdd("append_per_s", metrics[$"append_per_s_{store.ToLowerInvariant()}_1"]);
    }

    private async Task MeasureRedisAsync(int echoPort, MeasuredTime time, Action<string> say)
    {
        await using var redis = await RedisProcess.StartAsync();
        if (redis is null)
        {
            say("no redis-server on the path: appends on Redis are left out");
            return;
        }

        say("appends on Redis");
        await using var sidecar = await SidecarProcess.StartAsync("redis", echoPort, redis.Address);
        await MeasureAppendsAsync("Redis", sidecar, time);
    }

    private async Task MeasurePaymentsAsync(MeshProcess mesh, MeasuredTime time)
    {
        using var load = new PaymentLoad(mesh.Payments);
        await load.RunAsync(PaymentCallers[^1], new MeasuredTime(WarmUp: TimeSpan.Zero, Measured: PaymentWarmUp));
        foreach (var callers in PaymentCallers)
        {
            var reached = await load.RunAsync(callers, time);
            rows.Add(
                new ReportRow(
                    $"card payments end to end, {callers} callers",
                    reached,
                    string.Create(CultureInfo.InvariantCulture, $"1/{metrics["echo_per_s"] / reached.PerSecond:0.0} of the echo rate")
                )
            );
            metrics[$"payments_per_s_{callers}"] = reached.PerSecond;
            metrics[$"payments_p99_ms_{callers}"] = reached.P99Ms;
        }

        metrics["payments_per_s"] = metrics[$"payments_per_s_{PaymentCallers[^1]}"];
    }
}
