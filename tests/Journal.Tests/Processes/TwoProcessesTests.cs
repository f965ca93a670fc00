using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Journal.Tests.Stores;
using Mesh.Kernel;
using Mesh.Testing.Bank;

namespace Mesh.Journal.Tests.Processes;

/// <summary>
/// Two real processes serve one partition by mistake, over one store. Nobody is harmed: the loser of each race catches up and goes on.
/// </summary>
public sealed class TwoProcessesTests
{
    private const int CommandCount = 2_000;

    [Fact]
    public async Task Partition_TwoProcessesServeIt_BothFinishAndOneHistoryResults()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        await using var one = new WriterProcess(store.Options.GrpcEndpoint, "one", firstCommand: 0, CommandCount);
        await using var other = new WriterProcess(store.Options.GrpcEndpoint, "other", firstCommand: 0, CommandCount);
        await Task.WhenAll(one.WhenReady(), other.WhenReady());

        await Task.WhenAll(one.GoAsync(), other.GoAsync());
        Assert.Equal(0, await one.WaitForExitAsync());
        Assert.Equal(0, await other.WaitForExitAsync());

        Assert.Equal("", await one.Errors + await other.Errors);
        Assert.Equal(CommandCount, one.Acknowledged.Count);
        Assert.Equal(CommandCount, other.Acknowledged.Count);
        var handovers = await RequireOneHistoryAsync(
            store, commandCountMin: 2 * CommandCount, commandCountMax: 2 * CommandCount, one, other);

        // Both claimed once; every further change of hands is a race that one of them lost and survived.
        Assert.True(handovers > 3, $"the two took turns only {handovers} times");
    }

    [Fact]
    public async Task Partition_OneOfTwoProcessesIsKilled_TheOtherGoesOnAndNothingAcknowledgedIsLost()
    {
        await using var store = await SidecarStore.StartSqliteAsync();
        await using var killed = new WriterProcess(store.Options.GrpcEndpoint, "killed", firstCommand: 0, 100 * CommandCount);
        await using var other = new WriterProcess(store.Options.GrpcEndpoint, "other", firstCommand: 0, CommandCount);
        await Task.WhenAll(killed.WhenReady(), other.WhenReady());

        var midway = killed.WhenAcknowledged(50);
        await Task.WhenAll(killed.GoAsync(), other.GoAsync());
        await midway;
        await killed.KillAsync();
        Assert.Equal(0, await other.WaitForExitAsync());

        // What was under way when it died may have landed without anybody being told.
        var acknowledged = killed.Acknowledged.Count + CommandCount;
        await RequireOneHistoryAsync(store, acknowledged, commandCountMax: acknowledged + JournalLimits.BatchItemsMax, killed, other);
    }

    /// <summary>Walks the journal, and returns how often the writer changed from one record to the next.</summary>
    private static async Task<int> RequireOneHistoryAsync(
        SidecarStore store, int commandCountMin, int commandCountMax, params WriterProcess[] processes)
    {
        var records = new RecordStore(store.Store, partition: 0, TimeProvider.System, seed: 0);
        var machine = new BankMachine();
        var versions = new Dictionary<Id128, long>();
        var writers = new List<string>();
        var previousHash = ChainHash.Genesis(machine.Service, partition: 0);
        for (ulong sequence = 1; await records.GetAsync(sequence, CancellationToken.None) is { } stored; sequence++)
        {
            var record = RecordReader.Read(partition: 0, sequence, stored);
            Assert.Equal(previousHash, record.PreviousHash);
            previousHash = record.Hash;
            writers.Add(record.Writer.Replica);
            var events = record.Events.Select(happened => machine.ReadEvent(happened, record.FormatVersion));
            foreach (var decided in events.OfType<BankEvent.Decided>())
            {
                Assert.True(versions.TryAdd(decided.Id, versions.Count + 1), $"{decided.Id} was decided twice");
            }
        }

        Assert.Equal(processes.Select(process => process.Replica).Order(), writers.Distinct().Order());
        Assert.InRange(versions.Count, commandCountMin, commandCountMax);
        Assert.All(processes, process => Assert.All(process.Acknowledged, acknowledged =>
            Assert.Equal(acknowledged.Value, versions[Id128.Derive(process.Replica, $"{acknowledged.Key}")])));
        return writers.Zip(writers.Skip(1)).Count(pair => pair.First != pair.Second);
    }
}
