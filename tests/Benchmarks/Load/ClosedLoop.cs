using System.Diagnostics;

namespace Mesh.Benchmarks.Load;

/// <summary>Callers that each wait for an answer before they ask again: what clients of a payments service do.</summary>
public static class ClosedLoop
{
    /// <summary>Runs the callers for a while after warming up, and reports rate and latencies of the measured part only.</summary>
    /// <param name="callers">Calls in flight at any time.</param>
    /// <param name="warmUp">Not measured.</param>
    /// <param name="measured">Measured.</param>
    /// <param name="call">One call; its argument is the caller's number from 0.</param>
    public static async Task<LoadResult> RunAsync(int callers, TimeSpan warmUp, TimeSpan measured, Func<int, Task> call)
    {
        var clock = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => LoopAsync(caller))));
        var sorted = latencies.SelectMany(ticks => ticks).ToArray();
        if (sorted.Length == 0)
        {
            throw new InvalidOperationException($"No call finished within {measured.TotalSeconds:0} s: measure for longer.");
        }

        Array.Sort(sorted);
        return new LoadResult(sorted.Length / measured.TotalSeconds, Percentile(sorted, 50), Percentile(sorted, 99), sorted.Length);

        async Task<List<long>> LoopAsync(int caller)
        {
            var own = new List<long>();
            while (clock.Elapsed < warmUp + measured)
            {
                var begin = Stopwatch.GetTimestamp();
                await call(caller);
                var end = Stopwatch.GetTimestamp();
                var finished = clock.Elapsed;
                if (finished >= warmUp && finished < warmUp + measured)
                {
                    own.Add(end - begin);
                }
            }

            return own;
        }
    }

    /// <summary>Gets a percentile of sorted latencies, in milliseconds.</summary>
    /// <param name="sorted">Ticks of <see cref="Stopwatch"/>, ascending.</param>
    /// <param name="percent">1 to 100.</param>
    public static double Percentile(long[] sorted, int percent) =>
        sorted[(int)Math.Min(sorted.Length - 1L, (long)sorted.Length * percent / 100)] * 1000.0 / Stopwatch.Frequency;
}
