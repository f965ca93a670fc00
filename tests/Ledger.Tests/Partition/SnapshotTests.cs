using Mesh.Journal;
using Mesh.Journal.Loop;
using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Journal.V1;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Partition;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Testing.State;
using Microsoft.Extensions.Logging.Abstractions;
using LedgerEvent = Mesh.Ledger.Domain.LedgerEvent;

namespace Mesh.Ledger.Tests.Partition;

/// <summary>A ledger that takes snapshots often: what a start makes of them, whole or not.</summary>
public sealed class SnapshotTests : IAsyncLifetime
{
    private const int Partition = 0;
    private const int AccountCount = 1_100;
    private const int CommandCountMax = 2_000;

    private readonly InMemoryStateStore store = new();
    private byte[] digest = [];

    public async ValueTask InitializeAsync()
    {
        await using var ledger = Activation();
        await ledger.StartAsync(CancellationToken.None);
        await ledger.SubmitAsync(
            new CreateAccounts(Some.Book, [.. Enumerable.Range(1, AccountCount).Select(id => Some.Account(id))]), CancellationToken.None);

        // Snapshots are taken beside the commands, so how many commands it takes is not known.
        var random = new Random(1);
        for (var number = 1; (await ListAsync()).Names.Count < 2; number++)
        {
            Assert.True(number < CommandCountMax, "two snapshots are taken in time");
            await ledger.SubmitAsync(Command(number * 10, random), CancellationToken.None);
        }

        digest = await ledger.ReadAsync(LedgerDigest.Of, ReadConsistency.Linearizable, CancellationToken.None);
        await ledger.StopAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Start_WithASnapshot_NeedsNoRecordBeforeIt()
    {
        await DeleteRecordsAsync(from: 1, through: 3);

        Assert.Equal(digest, await DigestOfANewActivationAsync());
    }

    [Fact]
    public async Task Start_NewestSnapshotDamaged_UsesTheOneBefore()
    {
        await DeleteRecordsAsync(from: 1, through: 3);
        await DamageAsync((await ListAsync()).Names[^1]);

        Assert.Equal(digest, await DigestOfANewActivationAsync());
    }

    [Fact]
    public async Task Start_EverySnapshotDamaged_ReadsTheRecords()
    {
        foreach (var name in (await ListAsync()).Names)
        {
            await DamageAsync(name);
        }

        Assert.Equal(digest, await DigestOfANewActivationAsync());

        await DeleteRecordsAsync(from: 1, through: 3);
        await Assert.ThrowsAsync<JournalDamagedException>(DigestOfANewActivationAsync);
    }

    [Fact]
    public async Task Start_RecordsThatTheSnapshotKnowsAreGone_IsRefused()
    {
        var snapshot = await ReadAsync((await ListAsync()).Names[^1]);
        await DeleteRecordsAsync(from: snapshot.Sequence, through: snapshot.ThroughSequence + CommandCountMax);
        await store.DeleteAsync(RecordKeys.Head(Partition), CancellationToken.None);

        var refused = await Assert.ThrowsAsync<JournalDamagedException>(DigestOfANewActivationAsync);

        Assert.Contains("though the journal once reached record", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Holds of all kinds, closing ones too, on accounts of all pages; some are posted or voided, some accounts frozen.</summary>
    private static LedgerCommand Command(int first, Random random)
    {
        if (random.Next(8) == 0)
        {
            return new UpdateAccounts(
                Some.Book, [Some.Update(first, random.Next(1, AccountCount), isFrozen: random.Next(3) == 0) with
                {
                    Metadata = Some.Metadata("seen", $"{first}"),
                }]);
        }

        var (debit, credit) = (random.Next(1, AccountCount / 2), random.Next(AccountCount / 2, AccountCount));
        var pending = Some.Pending(first, debit, credit, (UInt128)random.Next(10, 90)).For((uint)random.Next(2) * 1_000_000);
        return new CreateTransfers(
            Some.Book,
            [
                random.Next(6) == 0 ? pending.With(TransferFlags.ClosingDebit) : pending,
                Some.Single(first + 1, debit, credit, 7),
                random.Next(2) == 0 ? Some.Post(first + 2, first, 3) : Some.Void(first + 2, Math.Max(10, first - 50)),
            ]);
    }

    private Partition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> Activation() => new(
        new PartitionParts<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>(
            Partition,
            new LedgerMachine(),
            store,
            WriterIdentity.CreateNew("test", "test:1"),
            TimeProvider.System,
            NullLogger.Instance,
            Observer: null,
            Safeguards.All)
        {
            HistoryWindowEntries = 40,
            WindowsBetweenSnapshots = 3,
        });

    private async Task<byte[]> DigestOfANewActivationAsync()
    {
        await using var again = Activation();
        await again.StartAsync(CancellationToken.None);
        return await again.ReadAsync(LedgerDigest.Of, ReadConsistency.Linearizable, CancellationToken.None);
    }

    private async Task<SnapshotList> ListAsync() =>
        await store.GetAsync(RecordKeys.Snapshots(Partition), CancellationToken.None) is { } stored
            ? SnapshotList.Parser.ParseFrom(stored.Value.Span)
            : new SnapshotList();

    private async Task<Snapshot> ReadAsync(string name) => Snapshot.Parser.ParseFrom(
        (await store.GetAsync(RecordKeys.Snapshot(Partition, name), CancellationToken.None))!.Value.Span);

    private Task DamageAsync(string name) =>
        store.SaveAsync(RecordKeys.SnapshotChunk(Partition, name, chunk: 0), new byte[] { 1, 2, 3 }, CancellationToken.None);

    private async Task DeleteRecordsAsync(ulong from, ulong through)
    {
        for (var sequence = from; sequence <= through; sequence++)
        {
            await store.DeleteAsync(RecordKeys.Record(Partition, sequence), CancellationToken.None);
        }
    }
}
