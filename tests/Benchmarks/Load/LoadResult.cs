namespace Mesh.Benchmarks.Load;

/// <summary>What a closed loop of callers reached.</summary>
/// <param name="PerSecond">Finished calls a second.</param>
/// <param name="P50Ms">Half of the calls took at most this many milliseconds.</param>
/// <param name="P99Ms">99 % of the calls took at most this many milliseconds.</param>
/// <param name="Calls">Calls that were measured.</param>
public sealed record LoadResult(double PerSecond, double P50Ms, double P99Ms, long Calls);
