using Mesh.Benchmarks.Load;
using Mesh.Dapr.Connection;
using Mesh.Dapr.State;
using Mesh.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Benchmarks.Appends;

/// <summary>How fast one partition commits through a sidecar: the callers that wait make up a batch.</summary>
internal static class AppendMeasurement
{
    /// <summary>Runs callers against a partition of its own.</summary>
    /// <param name="sidecarGrpc">The sidecar's gRPC API.</param>
    /// <param name="partition">Number of the partition: a new one for every measurement.</param>
    /// <param name="callers">Commands that wait at any time: about the size of a batch.</param>
    /// <param name="time">How long.</param>
    /// <returns>Commands a second with their latencies, and records (appends) a second.</returns>
    public static async Task<(LoadResult Commands, double AppendsPerSecond)> RunAsync(
        Uri sidecarGrpc,
        int partition,
        int callers,
        MeasuredTime time
    )
    {
        var connection = new DaprConnection(new DaprOptions { GrpcEndpoint = sidecarGrpc, HttpEndpoint = sidecarGrpc });
        var store = new DaprStateStore(connection, "statestore");
        await using var journal = new Partition<Counter, long, long, long>(
            partition,
            new CounterMachine(),
            store,
            WriterIdentity.CreateNew("bench", "127.0.0.1:0"),
            TimeProvider.System,
            NullLogger.Instance,
            observer: null
        );
        await journal.StartAsync(CancellationToken.None);
        var begin = System.Diagnostics.Stopwatch.StartNew();
        var load = await ClosedLoop.RunAsync(callers, time.WarmUp, time.Measured, _ => journal.SubmitAsync(1, CancellationToken.None));
        var elapsed = begin.Elapsed;
        return (load, await CountAsync(journal) / elapsed.TotalSeconds);
    }

    // The feed knows how many records there are: its pages are counted to the end.
    private static async Task<double> CountAsync(Partition<Counter, long, long, long> journal)
    {
        ulong next = 1;
        while (await journal.ReadRecordsAsync(next, 10_000, TimeSpan.Zero, CancellationToken.None) is { Count: > 0 } page)
        {
            next = page[^1].Sequence + 1;
        }

        return next - 1;
    }
}
