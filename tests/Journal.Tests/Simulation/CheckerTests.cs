using System.Diagnostics.Metrics;
using Mesh.Journal.Store;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>
/// The checkers are checked: a journal without one of its safeguards must be reported, and the runs must reach what they are meant to
/// reach.
/// </summary>
public sealed class CheckerTests
{
    private const int RunCount = 200;

    [Fact]
    public void Checker_ReadsDoNotLookAtTheHead_Reports() =>
        RequireReports(plan => plan with { Safeguards = Safeguards.All with { LooksBeforeRead = false } });

    [Fact]
    public void Checker_FailedAppendsAreNotReadBack_Reports() =>
        RequireReports(plan => plan with { Safeguards = Safeguards.All with { ReadsBackAfterFailure = false } });

    [Fact]
    public void Checker_AnyRecordFoundCountsAsOurs_Reports() =>
        RequireReports(plan => plan with { Safeguards = Safeguards.All with { ComparesRecord = false } });

    [Fact]
    public void Checker_IdsAreNotChecked_Reports() => RequireReports(plan => plan with { ChecksIds = false });

    [Fact]
    public void Runs_TwoHundredSeeds_ReachEveryFault()
    {
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener();
        var thread = Environment.CurrentManagedThreadId;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == JournalMeters.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                counted[instrument.Name] = counted.GetValueOrDefault(instrument.Name) + value;
            }
        });
        listener.Start();

        var reports = SimulatedRuns.CountReports(RunCount, plan => plan);

        Assert.Equal(0, reports);
        Assert.All(
            ["appends", "append_failures", "lost_races", "unknown_outcomes", "looks", "records_caught_up", "refusals"],
            name => Assert.True(counted.GetValueOrDefault($"mesh.journal.{name}") > 0, $"no run reached {name}"));
    }

    private static void RequireReports(Func<RunPlan, RunPlan> change)
    {
        var reports = SimulatedRuns.CountReports(RunCount, change);

        Assert.True(reports > 0, $"none of {RunCount} runs reported anything");
        TestContext.Current.SendDiagnosticMessage($"{reports} of {RunCount} runs reported");
    }
}
