using System.Collections.Concurrent;
using System.Diagnostics;
using Mesh.Cli.Clients;
using Mesh.Cli.Samples;

namespace Mesh.Cli.Job;

/// <summary>Feeds a file of payments to the mesh.</summary>
/// <param name="Outcomes">One a row, in the order of the rows.</param>
/// <param name="Elapsed">From the first row to the last answer.</param>
public sealed record JobResult(IReadOnlyList<RowOutcome> Outcomes, TimeSpan Elapsed);

/// <summary>The main job.</summary>
internal static class PaymentsJob
{
    /// <summary>Lanes that run at once.</summary>
    public const int InFlight = 64;

    /// <summary>Sends every row; rows that depend on each other in order, others beside each other.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="clients">The mesh.</param>
    /// <param name="progress">Told of each row that has its answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<JobResult> RunAsync(
        IReadOnlyList<SampleRow> rows, MeshClients clients, Action progress, CancellationToken cancellationToken)
    {
        var runner = new RowRunner(clients.Payments);
        var outcomes = new ConcurrentBag<RowOutcome>();
        var clock = Stopwatch.StartNew();
        var options = new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Lanes.Of(rows).OrderByDescending(lane => lane.Count), options, async (lane, token) =>
        {
            foreach (var row in lane)
            {
                outcomes.Add(await runner.RunAsync(row, token));
                progress();
            }
        });
        return new JobResult([.. outcomes.OrderBy(outcome => outcome.Row)], clock.Elapsed);
    }
}
