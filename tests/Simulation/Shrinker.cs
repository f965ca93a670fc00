namespace Mesh.Simulation;

/// <summary>Makes a failing plan as small as it can while it still fails, so that its story can be read.</summary>
internal static class Shrinker
{
    private const int RunsMax = 200;

    /// <summary>Gets the smallest failing plan that was found.</summary>
    public static SimulationResult Shrink(SimulationResult failed)
    {
        var (smallest, runs) = (failed, 0);
        for (var isSmaller = true; isSmaller && runs < RunsMax;)
        {
            isSmaller = false;
            foreach (var plan in Smaller(smallest.Plan))
            {
                runs++;
                var result = LedgerSimulation.Run(plan);
                if (!result.IsGood)
                {
                    (smallest, isSmaller) = (result, true);
                    break;
                }
            }
        }

        return smallest;
    }

    private static IEnumerable<SimulationPlan> Smaller(SimulationPlan plan)
    {
        SimulationPlan[] candidates =
        [
            plan with { StepCount = plan.StepCount / 2 },
            plan with { StepCount = plan.StepCount * 3 / 4 },
            plan with { StepCount = plan.StepCount - 1 },
            plan with { PowerLossCount = 0 },
            plan with { OutageCount = 0 },
            plan with { RestartCount = 0 },
            plan with { OutageCount = Math.Max(0, plan.OutageCount - 1) },
            plan with { RestartCount = Math.Max(0, plan.RestartCount - 1) },
            plan with { ClientCount = Math.Max(1, plan.ClientCount - 1) },
            plan with { ReaderCount = Math.Max(0, plan.ReaderCount - 1) },
            plan with { ReplicaCount = Math.Max(1, plan.ReplicaCount - 1) },
            plan with { Faults = plan.Faults with { ReadFails = 0 } },
            plan with { Faults = plan.Faults with { WriteLandsLate = 0 } },
            plan with { Faults = plan.Faults with { WriteFailsBefore = 0 } },
            plan with { Faults = plan.Faults with { WriteFailsAfter = 0 } },
        ];
        return candidates.Where(candidate => candidate != plan && candidate.StepCount > 0);
    }
}
