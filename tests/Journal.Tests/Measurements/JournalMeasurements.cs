using Mesh.Journal.Tests.Stores;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Measurements;

/// <summary>Measurements, not tests: run them alone, in Release, with <c>-explicit only</c>.</summary>
public sealed class JournalMeasurements(ITestOutputHelper output)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(256)]
    [InlineData(8_190)]
    public async Task Append_StoreInMemory(int waveSize)
    {
        await JournalLoad.RunAsync(new InMemoryStateStore(), waveSize, TimeSpan.FromSeconds(1));

        output.WriteLine($"in memory, waves of {waveSize,5}: {await JournalLoad.RunAsync(new InMemoryStateStore(), waveSize, Duration)}");
    }

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(256)]
    [InlineData(8_190)]
    public async Task Append_SqliteBehindTheLocalSidecar(int waveSize)
    {
        await using var store = await SidecarStore.StartSqliteAsync();

        output.WriteLine($"sqlite, waves of {waveSize,5}: {await JournalLoad.RunAsync(store.Store, waveSize, Duration)}");
    }

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(256)]
    [InlineData(8_190)]
    public async Task Append_RedisBehindTheLocalSidecar(int waveSize)
    {
        await using var store = await SidecarStore.StartRedisAsync();

        output.WriteLine($"redis, waves of {waveSize,5}: {await JournalLoad.RunAsync(store.Store, waveSize, Duration)}");
    }
}
