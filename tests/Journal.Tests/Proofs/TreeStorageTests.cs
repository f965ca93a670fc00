using Mesh.Dapr.State;
using Mesh.Journal.Proofs;
using Mesh.Journal.Records;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Proofs;

/// <summary>What of the tree is in the store: enough for any proof, the same whoever writes it, and never trusted.</summary>
public sealed class TreeStorageTests
{
    /// <summary>Nine large records and 1,400 small ones: a tile of level 1, five blocks of record hashes, two checkpoints.</summary>
    private static readonly int[] Long = [.. Enumerable.Repeat(8_000, 9), .. Enumerable.Repeat(1, 1_400)];

    [Fact]
    public async Task Extend_ProcessDiesAtAnySave_TheNextOneStoresTheSame()
    {
        var journal = await WrittenJournal.MakeAsync(Long);
        var whole = new MeteredStateStore(journal.Store);
        await ExtendAsync(journal, whole);
        var expected = await StoredAsync(journal.Store);

        for (var number = 1; number <= whole.Saves; number++)
        {
            foreach (var isAfter in new[] { false, true })
            {
                await DeleteAllAsync(journal.Store, expected.Keys);
                var dying = new MeteredStateStore(journal.Store) { DiesAtSave = number, DiesAfter = isAfter };
                await Assert.ThrowsAsync<StateStoreException>(() => ExtendAsync(journal, dying));

                var root = await ExtendAsync(journal, journal.Store);

                Assert.Equal(journal.RootOf(0, journal.Leaves.Count), root);
                Assert.Equal(WithoutCheckpoint(expected), WithoutCheckpoint(await StoredAsync(journal.Store)));
            }
        }
    }

    [Fact]
    public async Task Extend_StoreFailsForAWhile_TheSameTreeGoesOn()
    {
        var journal = await WrittenJournal.MakeAsync(Long);
        var faulty = new FaultyStateStore(
            journal.Store, new Random(7), TimeProvider.System, new FaultRates { WriteFailsBefore = 0.3, WriteFailsAfter = 0.3 });
        using var tree = new PartitionTree("text", partition: 0, faulty, TimeProvider.System);
        var failures = 0;
        TreeView? reached = null;
        while (reached is null)
        {
            try
            {
                reached = await tree.ExtendAsync(journal.HeadSequence, CancellationToken.None);
            }
            catch (StateStoreException)
            {
                failures++;
            }
        }

        Assert.InRange(failures, 1, int.MaxValue);
        Assert.Equal(journal.RootOf(0, journal.Leaves.Count), reached.Root.ToArray());
    }

    [Fact]
    public async Task Extend_TwoReplicasAtOnce_StoreTheSame()
    {
        var journal = await WrittenJournal.MakeAsync(Long);
        await ExtendAsync(journal, journal.Store);
        var expected = await StoredAsync(journal.Store);
        await DeleteAllAsync(journal.Store, expected.Keys);

        var roots = await Task.WhenAll(
            Task.Run(() => ExtendAsync(journal, journal.Store)), Task.Run(() => ExtendAsync(journal, journal.Store)));

        Assert.Equal(roots[0], roots[1]);
        Assert.Equal(WithoutCheckpoint(expected), WithoutCheckpoint(await StoredAsync(journal.Store)));
    }

    [Fact]
    public async Task Extend_AfterARestart_ReadsOnlyWhatCameAfterTheCheckpoint()
    {
        var journal = await WrittenJournal.MakeAsync(Long);
        await ExtendAsync(journal, journal.Store);
        var metered = new MeteredStateStore(journal.Store);

        var root = await ExtendAsync(journal, metered);

        Assert.Equal(journal.RootOf(0, journal.Leaves.Count), root);
        Assert.InRange(metered.KeysRead, 1, (int)ProofLimits.CheckpointRecords + 2);
        Assert.InRange(metered.BytesRead, 1, 200_000);
    }

    [Fact]
    public async Task Prove_OldEventOfALongJournal_ReadsFewBoundedValues()
    {
        var journal = await WrittenJournal.MakeAsync(Enumerable.Repeat(100, 700));
        var metered = new MeteredStateStore(journal.Store);
        using var proofs = ProofTests.Open(journal, metered);
        await proofs.GetHeadAsync(0, size: 0, CancellationToken.None);
        metered.Reset();

        await proofs.ProveAsync(0, sequence: 123, index: 4, size: 0, CancellationToken.None);

        // A tile, the records of 256 leaves at the event, and those at the right edge.
        Assert.InRange(metered.KeysRead, 1, 16);
        Assert.InRange(metered.BytesRead, 1, 64 * 1024);
    }

    [Fact]
    public async Task PublishedHeads_OfALongJournal_AreOneAnHourAndRight()
    {
        var journal = new WrittenJournal { Between = TimeSpan.FromMinutes(1) };
        await journal.AppendAsync(Enumerable.Repeat(2, 150));
        await ExtendAsync(journal, journal.Store);

        // The first record at minute 1: heads after records 1, 60 and 120.
        var published = new List<PublishedTreeHead>();
        while (await journal.Store.GetAsync(RecordKeys.ProofHead(0, (ulong)published.Count), CancellationToken.None) is { } stored)
        {
            published.Add(PublishedTreeHead.Parser.ParseFrom(stored.Value.Span));
        }

        Assert.Equal([1UL, 60, 120], published.Select(head => head.Sequence));
        Assert.Equal([2UL, 120, 240], published.Select(head => head.Size));
        Assert.All(published, head => Assert.Equal(journal.RootOf(0, (int)head.Size), head.RootHash.ToByteArray()));
    }

    [Fact]
    public async Task Prove_StoredTileWasChanged_IsRefusedAndThePartitionServesOn()
    {
        var journal = await WrittenJournal.MakeAsync(Long);
        using var proofs = ProofTests.Open(journal, journal.Store);
        await proofs.GetHeadAsync(0, size: 0, CancellationToken.None);
        await ChangeByteAsync(journal.Store, RecordKeys.ProofTile(0, level: 1, number: 0), at: 20 * TreeTile.EntryBytes);

        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(
            () => proofs.ProveAsync(0, sequence: 1, index: 0, size: 0, CancellationToken.None));

        Assert.Contains("delete every key that begins with proof/0/", refusal.Message, StringComparison.Ordinal);
        Assert.Null(journal.Condemned);
    }

    [Theory]
    [InlineData("proof/0/tile/1/0")]
    [InlineData("proof/0/checkpoint")]
    public async Task Prove_StoredPartIsNoSuchThing_IsRefused(string key)
    {
        var journal = await WrittenJournal.MakeAsync(Long);
        await ExtendAsync(journal, journal.Store);
        await journal.Store.SaveAsync(key, new byte[] { 1, 2, 3 }, CancellationToken.None);
        using var proofs = ProofTests.Open(journal, journal.Store);

        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(
            () => proofs.ProveAsync(0, sequence: 1, index: 0, size: 0, CancellationToken.None));

        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extend_RecordUnderTheCheckpointIsGone_CondemnsThePartitionAndNamesBothPositions()
    {
        var journal = await WrittenJournal.MakeAsync(Enumerable.Repeat(1, (int)ProofLimits.CheckpointRecords));
        await ExtendAsync(journal, journal.Store);
        var shorter = await WrittenJournal.MakeAsync(Enumerable.Repeat(1, 1_000));
        await DeleteAllAsync(journal.Store, Enumerable.Range(1_001, 24).Select(number => RecordKeys.Record(0, (ulong)number)));
        using var proofs = ProofTests.Open(shorter, journal.Store);

        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(() => proofs.GetHeadAsync(0, size: 0, CancellationToken.None));

        Assert.Equal(1_001UL, shorter.Condemned!.Sequence);
        Assert.Contains("proofs reach to record 1024; the journal ends at record 1000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prove_RecordWasChanged_CondemnsThePartition()
    {
        var journal = await WrittenJournal.MakeAsync(Long);
        using var proofs = ProofTests.Open(journal, journal.Store);
        await proofs.GetHeadAsync(0, size: 0, CancellationToken.None);
        var key = RecordKeys.Record(0, 3);
        var changed = (await journal.Store.GetAsync(key, CancellationToken.None))!.Value.ToArray();
        changed[^1] ^= 1;
        await journal.Store.DeleteAsync(key, CancellationToken.None);
        await journal.Store.CreateAsync(key, changed, CancellationToken.None);

        await Assert.ThrowsAsync<ServiceUnavailableException>(() => proofs.ProveAsync(0, 3, index: 7, size: 0, CancellationToken.None));

        Assert.Equal(3UL, journal.Condemned!.Sequence);
    }

    private static async Task<byte[]> ExtendAsync(WrittenJournal journal, IStateStore store)
    {
        using var tree = new PartitionTree("text", partition: 0, store, TimeProvider.System);
        return (await tree.ExtendAsync(journal.HeadSequence, CancellationToken.None)).Root.ToArray();
    }

    private static async Task<SortedDictionary<string, string>> StoredAsync(InMemoryStateStore store)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in store.Keys.Where(key => key.StartsWith("proof/", StringComparison.Ordinal)))
        {
            found[key] = Convert.ToHexString((await store.GetAsync(key, CancellationToken.None))!.Value.Span);
        }

        return found;
    }

    private static IEnumerable<KeyValuePair<string, string>> WithoutCheckpoint(SortedDictionary<string, string> stored) =>
        stored.Where(entry => entry.Key != RecordKeys.ProofCheckpoint(0));

    private static async Task DeleteAllAsync(InMemoryStateStore store, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            await store.DeleteAsync(key, CancellationToken.None);
        }
    }

    private static async Task ChangeByteAsync(InMemoryStateStore store, string key, int at)
    {
        var changed = (await store.GetAsync(key, CancellationToken.None))!.Value.ToArray();
        changed[at] ^= 1;
        await store.SaveAsync(key, changed, CancellationToken.None);
    }
}
