using Mesh.Journal.Store;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Simulation;

/// <summary>What one simulated run is made of, all of it from one seed.</summary>
internal sealed record RunPlan(int Seed)
{
    /// <summary>Activations of the one partition that serve at the same time.</summary>
    public int ReplicaCount { get; init; }

    public int ClientCount { get; init; }

    public int CommandCountPerClient { get; init; }

    public int ReaderCount { get; init; }

    public int ReadCountPerReader { get; init; }

    /// <summary>Times that a replica is killed or stopped, to start anew at the next call.</summary>
    public int RestartCount { get; init; }

    /// <summary>Times that a replica cannot reach the store at all, for up to 20 s.</summary>
    public int OutageCount { get; init; }

    public FaultRates Faults { get; init; } = FaultRates.None;

    public Safeguards Safeguards { get; init; } = Safeguards.All;

    /// <summary>Off only to see that the checker notices.</summary>
    public bool ChecksIds { get; init; } = true;

    public static RunPlan Draw(int seed)
    {
        var random = new Random(seed);
        var isCalm = random.Next(8) == 0;
        return new RunPlan(seed)
        {
            ReplicaCount = random.Next(1, 4),
            ClientCount = random.Next(2, 6),
            CommandCountPerClient = random.Next(3, 9),
            ReaderCount = random.Next(1, 3),
            ReadCountPerReader = random.Next(4, 10),
            RestartCount = random.Next(3),
            OutageCount = Math.Max(0, random.Next(5) - 2),
            Faults = isCalm ? Calm : new FaultRates
            {
                WriteFailsBefore = random.NextDouble() * 0.15,
                WriteFailsAfter = random.NextDouble() * 0.2,
                WriteLandsLate = random.NextDouble() * 0.15,
                ReadFails = random.NextDouble() * 0.15,
                DelayMax = TimeSpan.FromMilliseconds(random.Next(1, 20)),
                LateMax = TimeSpan.FromMilliseconds(random.Next(1, 15_000)),
            },
        };
    }

    private static FaultRates Calm => new() { DelayMax = TimeSpan.FromMilliseconds(3) };
}
