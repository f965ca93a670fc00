using System.Diagnostics;
using System.Globalization;
using Mesh.Ledger.Domain;

namespace Mesh.Simulation.Tests;

/// <summary>Runs of the ledger, each from its seed. A failing one is told as a story, after it was made as small as it can be.</summary>
public sealed class LedgerSimulationTests
{
    private const int StepCount = 200;
    private const int FixedRunCount = 250;

    [Fact]
    public void Run_FixedSeeds_NothingIsLostTwiceOrWrong()
    {
        for (ulong seed = 1; seed <= FixedRunCount; seed++)
        {
            RequireGood(LedgerSimulation.Run(SimulationPlan.Draw(seed, StepCount)));
        }
    }

    /// <summary>Seeds that nobody has seen, for as long as <c>MESH_SIMULATION_SECONDS</c> says; CI says two minutes.</summary>
    [Fact]
    public void Run_FreshSeeds_NothingIsLostTwiceOrWrong()
    {
        var (seed, watch) = ((ulong)DateTime.UtcNow.Ticks, Stopwatch.StartNew());
        var seconds = int.Parse(Environment.GetEnvironmentVariable("MESH_SIMULATION_SECONDS") ?? "3", CultureInfo.InvariantCulture);
        do
        {
            RequireGood(LedgerSimulation.Run(SimulationPlan.Draw(seed++, StepCount)));
        }
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_SameSeedTwice_TheTraceIsTheSame(ulong seed)
    {
        var first = LedgerSimulation.Run(SimulationPlan.Draw(seed, StepCount));
        var again = LedgerSimulation.Run(SimulationPlan.Draw(seed, StepCount));

        Assert.Equal(first.TraceHash, again.TraceHash);
        Assert.NotEqual(first.TraceHash, LedgerSimulation.Run(SimulationPlan.Draw(seed + 10, StepCount)).TraceHash);
    }

    /// <summary>A run that never meets what it is for would be good for ever.</summary>
    [Fact]
    public void Run_FixedSeeds_MeetEveryOutcome()
    {
        var runs = Enumerable.Range(1, 60).Select(seed => LedgerSimulation.Run(SimulationPlan.Draw((ulong)seed, StepCount))).ToList();
        var statuses = runs.SelectMany(run => run.History.Operations).SelectMany(operation => operation.Statuses).ToHashSet();

        Assert.Superset(
            new HashSet<TransferStatus>
            {
                TransferStatus.Created,
                TransferStatus.Exists,
                TransferStatus.ExistsWithDifferentCode,
                TransferStatus.ExceedsCredits,
                TransferStatus.ExceedsDebits,
                TransferStatus.LinkedTransferFailed,
                TransferStatus.PendingTransferExpired,
                TransferStatus.PendingTransferAlreadyPosted,
                TransferStatus.PendingTransferAlreadyVoided,
            },
            statuses);
        Assert.All(
            ["was killed", "has stopped", "is cut off; its writes land", "is cut off; its writes are lost", "is lost everywhere",
                "loses patience", "the outcome is unknown", "nothing was done"],
            what => Assert.Contains(runs.SelectMany(run => run.History.Story), line => line.Contains(what, StringComparison.Ordinal)));
    }

    private static void RequireGood(SimulationResult result)
    {
        if (!result.IsGood)
        {
            var smallest = Shrinker.Shrink(result);
            Assert.Fail(
                $"mesh simulate --seed {result.Plan.Seed} --steps {result.Plan.StepCount} fails: {result.History.Violations[0]}\n"
                + string.Join('\n', smallest.History.Story));
        }
    }
}
