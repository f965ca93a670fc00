namespace Mesh.Benchmarks.Report;

/// <summary>What one benchmark found: absolute numbers, and ratios between numbers of the same run, which travel between
/// machines.</summary>
/// <param name="Name">Name of the benchmark, as in <c>mesh bench NAME</c>.</param>
/// <param name="Machine">Processor, cores and runtime.</param>
/// <param name="Rows">The table, in order: what was measured, its rate and latencies, and what it is a ratio of.</param>
/// <param name="Metrics">Absolute numbers by name.</param>
/// <param name="Ratios">Ratios by name.</param>
public sealed record BenchmarkReport(
    string Name,
    string Machine,
    IReadOnlyList<ReportRow> Rows,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double> Ratios
);
