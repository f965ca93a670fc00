using Mesh.Benchmarks.Load;

namespace Mesh.Benchmarks.Report;

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Load">What was reached.</param>
/// <param name="Remark">A ratio or a condition; may be empty.</param>
public sealed record ReportRow(string What, LoadResult Load, string Remark);
