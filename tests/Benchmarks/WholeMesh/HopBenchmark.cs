using System.Globalization;
using Mesh.Benchmarks.Echo;
using Mesh.Benchmarks.Load;
using Mesh.Benchmarks.Processes;
using Mesh.Benchmarks.Report;

namespace Mesh.Benchmarks.WholeMesh;

/// <summary>What a call costs that the local sidecars pass on, in processor time of all processes, beside a direct call.</summary>
internal sealed class HopBenchmark : IBenchmark
{
    /// <summary>Name of the ratio: processor time of a proxied call to that of a direct one.</summary>
    public const string Ratio = "hop_cpu_to_direct";

    private const int Callers = 64;

    /// <summary>Until then the processes still compile, and the two would be weighed at different ages.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    public string Name => "hop";

    public string Purpose => "processor time of a call through the local sidecars, beside a direct one";

    public async Task<BenchmarkReport> RunAsync(MeasuredTime time, Action<string> say)
    {
        await using var echo = ChildProcess.Start(BuiltPrograms.Benchmarks, ["echo-server"]);
        var port = await EchoServer.PortAsync(echo);
        await using var sidecar = await SidecarProcess.StartAsync("local", port, redis: null);
        say("echo, directly and through the sidecars");
        var rows = new List<ReportRow>();
        var warm = 0.0;
        var ratio = await MeasureAsync(echo, port, sidecar, time, rows, () => warm = sidecar.Process.MemoryMebibytes);
        var metrics = new Dictionary<string, double>
        {
            ["echo_per_s"] = rows[0].Load.PerSecond,
            ["hop_per_s"] = rows[1].Load.PerSecond,
            ["hop_calls"] = rows[1].Load.Calls,
            ["sidecar_memory_mb_warm"] = warm,
            ["sidecar_memory_mb"] = sidecar.Process.MemoryMebibytes,
        };
        return new BenchmarkReport(
            Name,
            Machine.Describe(),
            rows,
            metrics,
            new Dictionary<string, double> { [Ratio] = ratio }
        );
    }

    /// <summary>Measures both, adds a row for each, and gives the ratio.</summary>
    public static async Task<double> MeasureAsync(
        ChildProcess echo,
        int port,
        SidecarProcess sidecar,
        MeasuredTime time,
        List<ReportRow> rows,
        Action? warmedUp = null
    )
    {
        using var direct = new EchoMeasurement(new Uri($"http://127.0.0.1:{port}"), appId: null);
        using var hop = new EchoMeasurement(sidecar.CallerGrpc, "echo");
        await hop.RunAsync(Callers, new MeasuredTime(WarmUp: time.WarmUp, Measured: WarmUp), () => TimeSpan.Zero);
        warmedUp?.Invoke();
        var (directLoad, directCost) = await direct.RunAsync(Callers, time, () => echo.ProcessorTime);
        var (hopLoad, hopCost) = await hop.RunAsync(Callers, time, () => echo.ProcessorTime + sidecar.Process.ProcessorTime);
        rows.Add(new ReportRow($"echo, {Callers} callers", directLoad, Cost(directCost)));
        rows.Add(new ReportRow($"echo through the sidecars, {Callers} callers", hopLoad, Cost(hopCost)));
        return hopCost / directCost;
    }

    private static string Cost(double microseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.0} µs of processor a call, all processes");
}
