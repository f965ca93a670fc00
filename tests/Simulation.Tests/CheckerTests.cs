using Mesh.Journal.Store;

namespace Mesh.Simulation.Tests;

/// <summary>The checkers are checked: a journal without one of its safeguards must be reported, and told as a short story.</summary>
public sealed class CheckerTests
{
    private const int RunCount = 100;
    private const int StepCount = 100;

    [Fact]
    public void Check_ReadsDoNotLookAtTheHead_IsReported() =>
        RequireReport("were known before it was asked", Safeguards.All with { LooksBeforeRead = false });

    [Fact]
    public void Check_FailedAppendsAreNotReadBack_IsReported() =>
        RequireReport("told that nothing was done", Safeguards.All with { ReadsBackAfterFailure = false });

    [Fact]
    public void Check_AnyRecordFoundCountsAsOurs_IsReported() =>
        RequireReport("but the journal", Safeguards.All with { ComparesRecord = false });

    [Fact]
    public void Check_PastNotRecalled_ReportsIt() =>
        RequireReport("twice", Safeguards.All with { RecallsThePast = false });

    [Fact]
    public void Shrink_FailingRun_IsSmallerAndStillFails()
    {
        var failed = Runs(Safeguards.All with { ComparesRecord = false }).First(run => !run.IsGood);

        var smallest = Shrinker.Shrink(failed);

        Assert.False(smallest.IsGood);
        Assert.True(smallest.Plan.StepCount < failed.Plan.StepCount, $"{smallest.Plan}");
        Assert.True(smallest.History.Story.Count < failed.History.Story.Count);
        Assert.Contains(smallest.History.Story, line => line.Contains("VIOLATION", StringComparison.Ordinal));
        Assert.Contains(smallest.History.Story, line => line.Contains("client 1     asks", StringComparison.Ordinal));
    }

    private static void RequireReport(string report, Safeguards safeguards) => Assert.Contains(
        Runs(safeguards).SelectMany(run => run.History.Violations),
        violation => violation.Contains(report, StringComparison.Ordinal));

    private static IEnumerable<SimulationResult> Runs(Safeguards safeguards) => Enumerable.Range(1, RunCount)
        .Select(seed => LedgerSimulation.Run(SimulationPlan.Draw((ulong)seed, StepCount) with { Safeguards = safeguards }));
}
