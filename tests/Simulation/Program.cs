using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Mesh.Simulation;

const string Usage = """
    usage: mesh simulate [--seed N] [--steps M] [--runs K] [--story]
      --seed   the run to repeat; default: a fresh one, which is printed
      --steps  commands of clients in a run; default 200
      --runs   runs, of this seed and those after it; default 1
      --story  print what happened, line by line
    The real ledger on the real journal, in one process, on simulated time, over a store that delays, fails before and after the
    effect, and lands writes late, while replicas are killed, cut off and woken as zombies. The same seed and steps give the same trace
    hash. docs/simulation.md says what is checked.
    A failing run is made as small as it can and told as a story; exit code 1.
    """;

if (args.Contains("--help"))
{
    Console.WriteLine(Usage);
    return 0;
}

if (!TryRead("--seed", BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))), out var seed)
    || !TryRead("--steps", 200, out var steps) || !TryRead("--runs", 1, out var runs) || steps is 0 or > 1_000_000 || runs == 0)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var begin = Stopwatch.GetTimestamp();
var (turns, faults) = (0L, 0L);
for (var run = 0UL; run < runs; run++)
{
    var result = LedgerSimulation.Run(SimulationPlan.Draw(seed + run, (int)steps));
    (turns, faults) = (turns + result.TurnCount, faults + result.FaultCount);
    if (!result.IsGood)
    {
        return TellFailure(result);
    }

    if (runs == 1 && args.Contains("--story"))
    {
        TellStory(result);
    }

    if (runs == 1 || run % 100 == 99 || run == runs - 1)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed + run}, {steps} steps: good; {result.History.Operations.Count} commands, {result.History.Reads.Count} reads, "
            + $"{result.FaultCount} faults, {result.TurnCount} turns; trace {result.TraceHash[..16]}"));
    }
}

if (runs > 1)
{
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{runs} runs are good: {turns} turns, {faults} faults, {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s"));
}

return 0;

bool TryRead(string flag, ulong absent, out ulong value)
{
    value = absent;
    var at = Array.IndexOf(args, flag);
    return at < 0 || (at + 1 < args.Length && ulong.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out value));
}

int TellFailure(SimulationResult failed)
{
    Console.WriteLine($"seed {failed.Plan.Seed}, {failed.Plan.StepCount} steps: FAILED; making it smaller");
    var smallest = Shrinker.Shrink(failed);
    TellStory(smallest);
    Console.WriteLine($"smallest failing plan: {smallest.Plan}");
    foreach (var violation in smallest.History.Violations.Take(10))
    {
        Console.WriteLine($"  {violation}");
    }

    Console.WriteLine($"repeat it with: mesh simulate --seed {failed.Plan.Seed} --steps {failed.Plan.StepCount}");
    return 1;
}

void TellStory(SimulationResult told)
{
    foreach (var line in told.History.Story)
    {
        Console.WriteLine(line);
    }
}
