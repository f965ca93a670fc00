namespace Mesh.Journal.Tests.Simulation;

/// <summary>
/// Ten thousand runs, each from its seed, in four parts so that two cores share them. A failing seed is named; <c>MESH_SEED</c> runs that
/// one alone.
/// </summary>
public abstract class SimulationTests(int part)
{
    private const int RunCount = 2_500;

    [Fact]
    public void Journal_StoreErrsAndWritersRace_OneHistoryResults()
    {
        foreach (var seed in Seeds())
        {
            var violations = SimulatedRuns.Run(RunPlan.Draw(seed));

            Assert.True(violations.Count == 0, $"MESH_SEED={seed}: {string.Join("; ", violations)}");
        }
    }

    private IEnumerable<int> Seeds() =>
        int.TryParse(Environment.GetEnvironmentVariable("MESH_SEED"), out var seed) ? [seed] : Enumerable.Range(part * RunCount, RunCount);
}

/// <inheritdoc/>
public sealed class SimulationTestsPart1() : SimulationTests(part: 0);

/// <inheritdoc/>
public sealed class SimulationTestsPart2() : SimulationTests(part: 1);

/// <inheritdoc/>
public sealed class SimulationTestsPart3() : SimulationTests(part: 2);

/// <inheritdoc/>
public sealed class SimulationTestsPart4() : SimulationTests(part: 3);
