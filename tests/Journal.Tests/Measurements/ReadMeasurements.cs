using System.Diagnostics;
using Mesh.Journal.Records;
using Mesh.Journal.Tests.Stores;
using Mesh.Kernel;
using Mesh.Testing.Bank;
using Mesh.Testing.Partitions;

namespace Mesh.Journal.Tests.Measurements;

/// <summary>What linearizable reads cost: alone against a plain get of the store, and beside writes.</summary>
public sealed class ReadMeasurements(ITestOutputHelper output)
{
    private const int CallersEach = 64;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    [Fact(Explicit = true)]
    public async Task Read_IdlePartitionOnSqlite()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        await using var partitions = await TestPartitions.StartAsync(
            new BankMachine(), TimeProvider.System, store.Store, count: 1, observer: null);
        var partition = await partitions.GetAsync(0, CancellationToken.None);

        var get = await MedianAsync(() => store.Store.GetAsync(RecordKeys.Record(partition: 0, sequence: 2), CancellationToken.None));
        var read = await MedianAsync(() => ReadAsync(partition));

        output.WriteLine($"waves of 1: get {get.TotalMicroseconds:N0} us, linearizable read {read.TotalMicroseconds:N0} us");
    }

    [Fact(Explicit = true)]
    public async Task Append_WithAndWithoutReadersOnSqlite()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        await using var partitions = await TestPartitions.StartAsync(
            new BankMachine(), TimeProvider.System, store.Store, count: 1, observer: null);
        var partition = await partitions.GetAsync(0, CancellationToken.None);

        for (var round = 0; round < 3; round++)
        {
            var alone = await LoadAsync(partition, $"{round} alone", readers: 0);
            var beside = await LoadAsync(partition, $"{round} beside", readers: CallersEach);
            output.WriteLine(
                $"waves of {CallersEach}: {alone.Writes:N0} writes/s alone; {beside.Writes:N0} writes/s beside {beside.Reads:N0} reads/s");
        }
    }

    private static Task<long> ReadAsync(IPartition<BankState, BankCommand, BankResult, BankEvent> partition) =>
        partition.ReadAsync(static state => state.Version, ReadConsistency.Linearizable, CancellationToken.None);

    private static async Task<TimeSpan> MedianAsync(Func<Task> call)
    {
        var times = new List<TimeSpan>();
        for (var number = 0; number < 2_000; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await call();
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static async Task<(double Writes, double Reads)> LoadAsync(
        IPartition<BankState, BankCommand, BankResult, BankEvent> partition, string name, int readers)
    {
        var (writes, reads) = (0, 0);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, CallersEach).Select(caller => Task.Run(async () =>
            {
                for (var number = 0; Stopwatch.GetElapsedTime(started) < Duration; number++)
                {
                    var command = new BankCommand(Id128.Derive(name, $"{caller}", $"{number}"), [new BankLeg(0, 1, 1)]);
                    await partition.SubmitAsync(command, CancellationToken.None);
                    Interlocked.Increment(ref writes);
                }
            })),
            .. Enumerable.Range(0, readers).Select(_ => Task.Run(async () =>
            {
                while (Stopwatch.GetElapsedTime(started) < Duration)
                {
                    await ReadAsync(partition);
                    Interlocked.Increment(ref reads);
                }
            })),
        ]);
        return (writes / Duration.TotalSeconds, reads / Duration.TotalSeconds);
    }
}
