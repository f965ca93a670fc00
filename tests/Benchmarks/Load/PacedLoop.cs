using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mesh.Benchmarks.Load;

/// <summary>Calls that begin at a steady rate, whatever became of those before: a slow answer does not hide the next ones.</summary>
public static class PacedLoop
{
    /// <summary>Runs calls, and reports rate and latencies of those that were due in the measured part.</summary>
    /// <param name="callsPerSecond">Calls that begin in a second.</param>
    /// <param name="time">How long to warm up and to measure.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="call">One call.</param>
    public static async Task<LoadResult> RunAsync(double callsPerSecond, MeasuredTime time, TimeProvider clock, Func<Task> call)
    {
        var latencies = new ConcurrentBag<long>();
        var running = new List<Task>();
        var begin = clock.GetTimestamp();
        for (var number = 0; ; number++)
        {
            var due = TimeSpan.FromSeconds(number / callsPerSecond);
            if (due >= time.WarmUp + time.Measured)
            {
                break;
            }

            if (due - clock.GetElapsedTime(begin) is var early && early > TimeSpan.Zero)
            {
                await Task.Delay(early, clock);
            }

            running.Add(Task.Run(() => CallAsync(due)));
        }

        await Task.WhenAll(running);
        long[] sorted = [.. latencies.Order()];
        return new LoadResult(
            sorted.Length / time.Measured.TotalSeconds,
            ClosedLoop.Percentile(sorted, 50),
            ClosedLoop.Percentile(sorted, 99),
            sorted.Length);

        // From when it was due: waiting for its turn counts.
        async Task CallAsync(TimeSpan due)
        {
            await call();
            if (due >= time.WarmUp)
            {
                latencies.Add((long)((clock.GetElapsedTime(begin) - due).TotalSeconds * Stopwatch.Frequency));
            }
        }
    }
}
