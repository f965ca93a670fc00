using Mesh.Journal.Tests.Simulation;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Stores;

/// <summary>The runs of the simulation, smaller, on real time, all threads and real stores behind a real sidecar.</summary>
public sealed class RealStoreTests
{
    private const int RunCount = 3;

    [Fact]
    public async Task Journal_SqliteErrsAndWritersRace_OneHistoryResults()
    {
        for (var seed = 0; seed < RunCount; seed++)
        {
            await using var store = await SidecarStore.StartSqliteAsync();
            await RequireRightAsync(store, seed);
        }
    }

    [Fact]
    public async Task Journal_RedisErrsAndWritersRace_OneHistoryResults()
    {
        for (var seed = 0; seed < RunCount; seed++)
        {
            await using var store = await SidecarStore.StartRedisAsync();
            await RequireRightAsync(store, seed);
        }
    }

    private static async Task RequireRightAsync(SidecarStore store, int seed)
    {
        var violations = await JournalRun.RunAsync(Plan(seed), store.Store);

        Assert.True(violations.Count == 0, $"seed {seed}: {string.Join("; ", violations)}");
    }

    private static RunPlan Plan(int seed) => new(seed)
    {
        ReplicaCount = 3,
        ClientCount = 6,
        CommandCountPerClient = 40,
        ReaderCount = 3,
        ReadCountPerReader = 40,
        RestartCount = 3,
        Faults = new FaultRates
        {
            WriteFailsBefore = 0.05,
            WriteFailsAfter = 0.05,
            WriteLandsLate = 0.05,
            ReadFails = 0.05,
            DelayMax = TimeSpan.FromMilliseconds(1),
            LateMax = TimeSpan.FromMilliseconds(200),
        },
    };
}
