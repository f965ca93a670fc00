using Mesh.Journal.Store;
using Mesh.Testing.State;

namespace Mesh.Simulation;

/// <summary>What one simulated run is made of, all of it from one seed and a number of steps.</summary>
internal sealed record SimulationPlan(ulong Seed, int StepCount)
{
    /// <summary>Activations of the one partition that serve at the same time, each believing that it is the only one.</summary>
    public int ReplicaCount { get; init; }

    public int ClientCount { get; init; }

    public int ReaderCount { get; init; }

    /// <summary>Times that one replica is killed or stopped.</summary>
    public int RestartCount { get; init; }

    /// <summary>Times that a replica cannot reach the store at all, for up to 40 s, and goes on as a zombie.</summary>
    public int OutageCount { get; init; }

    /// <summary>Times that every replica is killed at one moment, and the store forgets what it had not synced.</summary>
    public int PowerLossCount { get; init; }

    public FaultRates Faults { get; init; } = FaultRates.None;

    /// <summary>Keys after which transfers begin to leave memory, so that decisions have to bring them back.</summary>
    public int HistoryWindowEntries { get; init; } = 1_000_000;

    /// <summary>Cuts after which a snapshot is taken.</summary>
    public int WindowsBetweenSnapshots { get; init; } = 1_000_000;

    /// <summary>Some off only to see that the checker notices.</summary>
    public Safeguards Safeguards { get; init; } = Safeguards.All;

    /// <summary>Draws a plan.</summary>
    public static SimulationPlan Draw(ulong seed, int stepCount)
    {
        var random = Randomness.Of(seed, "plan");
        var isCalm = random.Next(8) == 0;
        return new SimulationPlan(seed, stepCount)
        {
            ReplicaCount = random.Next(1, 4),
            ClientCount = random.Next(1, 6),
            ReaderCount = random.Next(1, 3),
            RestartCount = random.Next(4),
            OutageCount = Math.Max(0, random.Next(5) - 2),
            PowerLossCount = Math.Max(0, random.Next(4) - 2),
            Faults = isCalm ? Calm : new FaultRates
            {
                WriteFailsBefore = random.NextDouble() * 0.15,
                WriteFailsAfter = random.NextDouble() * 0.2,
                WriteLandsLate = random.NextDouble() * 0.15,
                ReadFails = random.NextDouble() * 0.15,
                DelayMax = TimeSpan.FromMilliseconds(random.Next(1, 20)),
                LateMax = TimeSpan.FromMilliseconds(random.Next(1, 15_000)),
            },
            HistoryWindowEntries = random.Next(4, 60),
            WindowsBetweenSnapshots = random.Next(1, 6),
        };
    }

    private static FaultRates Calm => new() { DelayMax = TimeSpan.FromMilliseconds(3) };
}
