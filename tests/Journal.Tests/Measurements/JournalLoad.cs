using System.Diagnostics;
using Mesh.Dapr.State;
using Mesh.Kernel;
using Mesh.Testing.Bank;
using Mesh.Testing.Partitions;

namespace Mesh.Journal.Tests.Measurements;

/// <summary>Keeps a partition of the sample bank busy with waves of commands, and counts.</summary>
internal static class JournalLoad
{
    /// <summary>Runs waves of <paramref name="waveSize"/> commands that arrive together, until the time is over.</summary>
    public static async Task<JournalLoadResult> RunAsync(IStateStore store, int waveSize, TimeSpan duration)
    {
        await using var partitions = await TestPartitions.StartAsync(
            new BankMachine(), TimeProvider.System, store, count: 1, observer: null);
        var partition = await partitions.GetAsync(0, CancellationToken.None);
        var first = await SequenceAsync(partitions);
        var next = UInt128.One;
        var submitted = new Task<BankResult>[waveSize];
        var allocated = GC.GetTotalAllocatedBytes();
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var waves = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            for (var index = 0; index < waveSize; index++)
            {
                submitted[index] = partition.SubmitAsync(new BankCommand(new Id128(next++), OneLeg), CancellationToken.None);
            }

            foreach (var task in submitted)
            {
                await task;
            }

            waves++;
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        var commands = (long)waves * waveSize;
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = (GC.GetTotalAllocatedBytes() - allocated) / commands;
        return new JournalLoadResult(commands, await SequenceAsync(partitions) - first, elapsed, processor, allocated);
    }

    private static readonly BankLeg[] OneLeg = [new BankLeg(From: 0, To: 1, Amount: 1)];

    private static async Task<long> SequenceAsync(TestPartitionSet<BankState, BankCommand, BankResult, BankEvent> partitions) =>
        (long)(await partitions.VerifyAsync(0)).VerifiedThrough;
}
