using System.Globalization;
using Mesh.Benchmarks;
using Mesh.Benchmarks.Echo;
using Mesh.Benchmarks.Load;
using Mesh.Benchmarks.WholeMesh;
using Mesh.Benchmarks.Report;

IBenchmark[] benchmarks = [new MeshBenchmark(), new HopBenchmark(), new LedgerBenchmark(), new ReplicasBenchmark()];

if (args is ["echo-server"])
{
    return await EchoServer.RunAsync();
}

var benchmark = benchmarks.FirstOrDefault(candidate => candidate.Name == args.FirstOrDefault());
if (benchmark is null)
{
    Console.Error.WriteLine("usage: mesh bench NAME [--json] [--seconds N]");
    foreach (var known in benchmarks)
    {
        Console.Error.WriteLine($"  {known.Name,-10} {known.Purpose}");
    }

    return 2;
}

var seconds = Array.IndexOf(args, "--seconds") is var at and >= 0 && at + 1 < args.Length
    ? int.Parse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture)
    : 5;
var time = new MeasuredTime(WarmUp: TimeSpan.FromSeconds(Math.Max(1, seconds / 2)), Measured: TimeSpan.FromSeconds(seconds));
var report = await benchmark.RunAsync(time, Console.Error.WriteLine);
if (args.Contains("--json"))
{
    ReportPrinter.PrintJson(report);
}
else
{
    ReportPrinter.PrintTable(report);
}

return 0;
