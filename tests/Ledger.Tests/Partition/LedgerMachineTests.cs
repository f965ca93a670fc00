using Mesh.Dapr.State;
using Mesh.Journal;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Testing.Partitions;
using Mesh.Testing.State;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Ledger.Tests.Partition;

/// <summary>The ledger on a real journal, in a store in memory.</summary>
public sealed class LedgerMachineTests
{
    private readonly InMemoryStateStore store = new();

    [Fact]
    public async Task Restart_OverTheSameJournal_GivesTheSameStateAndAnswers()
    {
        byte[] before;
        await using (var first = await StartAsync())
        {
            await SubmitAsync(first, new CreateAccounts(Some.Book, [Some.Account(1), Some.Account(2)]));
            await SubmitAsync(first, new CreateTransfers(
                Some.Book, [Some.Single(1, 1, 2, 5), Some.Pending(2, 1, 2, 9), Some.Post(3, 2, 4), Some.Void(4, 2), Some.Post(5, 2, 1)]));
            before = await DigestAsync(first);
        }

        await using var second = await StartAsync();

        Assert.Equal(before, await DigestAsync(second));
        var again = (TransferResults)await SubmitAsync(second, new CreateTransfers(Some.Book, [Some.Void(4, 2), Some.Post(5, 2, 1)]));
        Assert.Equal(
            [TransferStatus.Exists, TransferStatus.PendingTransferAlreadyVoided], again.Items.Select(result => result.Status));
        Assert.True((await second.VerifyAsync(0)).IsIntact);
    }

    [Fact]
    public async Task FullRequest_Committed_IsOneRecord()
    {
        await using var partitions = await StartAsync();
        await SubmitAsync(partitions, new CreateAccounts(Some.Book, [Some.Account(1), Some.Account(2)]));
        var transfers = Enumerable.Range(1, LedgerLimits.ItemsMax).Select(id => Some.Single(id, 1, 2, 1)).ToArray();
        var keysBefore = store.Keys.Count;

        var results = (TransferResults)await SubmitAsync(partitions, new CreateTransfers(Some.Book, transfers));

        Assert.All(results.Items, result => Assert.Equal(TransferStatus.Created, result.Status));
        Assert.Equal(LedgerLimits.ItemsMax, results.Items.Select(result => result.CreateTime).Distinct().Count());
        Assert.Equal(keysBefore + 1, store.Keys.Count);
    }

    [Fact]
    public async Task Repeats_OfARequest_WriteNothing()
    {
        await using var partitions = await StartAsync();
        var command = new CreateTransfers(Some.Book, [Some.Single(1, 1, 2, 1)]);
        await SubmitAsync(partitions, command);
        var keysBefore = store.Keys.Count;

        var again = (TransferResults)await SubmitAsync(partitions, command);

        Assert.True(Assert.Single(again.Items).Replayed);
        Assert.Equal(keysBefore, store.Keys.Count);
    }

    private Task<TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>> StartAsync() =>
        TestPartitions.StartAsync(new LedgerMachine(), new FakeTimeProvider(), store, count: 1, observer: null);

    private static async Task<LedgerResult> SubmitAsync(
        TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partitions, LedgerCommand command)
    {
        var partition = await partitions.GetAsync(0, CancellationToken.None);
        return await partition.SubmitAsync(command, CancellationToken.None);
    }

    private static async Task<byte[]> DigestAsync(TestPartitionSet<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partitions)
    {
        var partition = await partitions.GetAsync(0, CancellationToken.None);
        return await partition.ReadAsync(LedgerDigest.Of, ReadConsistency.Linearizable, CancellationToken.None);
    }
}
