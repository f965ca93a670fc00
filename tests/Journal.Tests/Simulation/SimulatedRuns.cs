namespace Mesh.Journal.Tests.Simulation;

/// <summary>Runs plans and names the seed when one breaks off.</summary>
internal static class SimulatedRuns
{
    /// <summary>Runs a plan and returns its violations.</summary>
    public static IReadOnlyList<string> Run(RunPlan plan)
    {
        try
        {
            return JournalRun.Simulate(plan);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"MESH_SEED={plan.Seed} broke off.", failure);
        }
    }

    /// <summary>
    /// Finds out how many of the first runs report something, when every plan is changed like that. A run that breaks off has reported.
    /// </summary>
    public static int CountReports(int runCount, Func<RunPlan, RunPlan> change)
    {
        var reports = 0;
        for (var seed = 0; seed < runCount; seed++)
        {
            try
            {
                reports += JournalRun.Simulate(change(RunPlan.Draw(seed))).Count > 0 ? 1 : 0;
            }
            catch (Exception)
            {
                reports++;
            }
        }

        return reports;
    }
}
