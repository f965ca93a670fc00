using System.Diagnostics;
using Mesh.Journal.Tests.Stores;
using Mesh.Kernel;
using Mesh.Testing.Bank;
using Mesh.Testing.Partitions;

namespace Mesh.Journal.Tests.Measurements;

/// <summary>What two writers that serve one partition under full load do to each other.</summary>
public sealed class RivalMeasurements(ITestOutputHelper output)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    [Fact(Explicit = true)]
    public async Task Append_TwoWritersOnSqlite()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        var loads = await Task.WhenAll(Enumerable.Range(0, 2).Select(writer => Task.Run(() => LoadAsync(store, writer))));
        foreach (var (commands, longest) in loads)
        {
            output.WriteLine(
                $"two writers, waves of 8: {commands / Duration.TotalSeconds:N0} commands/s, longest {longest.TotalMilliseconds:N0} ms");
        }
    }

    private static async Task<(int Commands, TimeSpan Longest)> LoadAsync(SidecarStore store, int writer)
    {
        await using var partitions = await TestPartitions.StartAsync(
            new BankMachine(), TimeProvider.System, store.Store, count: 1, observer: null);
        var partition = await partitions.GetAsync(0, CancellationToken.None);
        var commands = 0;
        var longest = TimeSpan.Zero;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var number = 0; Stopwatch.GetElapsedTime(started) < Duration; number++)
            {
                var sent = Stopwatch.GetTimestamp();
                await partition.SubmitAsync(
                    new BankCommand(Id128.Derive($"{writer}", $"{caller}", $"{number}"), [new BankLeg(0, 1, 1)]), CancellationToken.None);
                Interlocked.Increment(ref commands);
                lock (store)
                {
                    longest = longest > Stopwatch.GetElapsedTime(sent) ? longest : Stopwatch.GetElapsedTime(sent);
                }
            }
        })));
        return (commands, longest);
    }
}
