using Mesh.Journal.Records;
using Mesh.Journal.Tests.Partitions;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Damage;

/// <summary>
/// One record of ten is damaged in one way. A restart and a verification both find it and name the record; nothing is repaired. The last
/// record is the exception for loss: an absent one cannot be told from one never written, unless a hint at the head or the memory of a
/// replica knows better.
/// </summary>
public sealed class DamageTests
{
    private const ulong RecordCount = 10;

    public static TheoryData<ulong, string> EveryRecordAndKind()
    {
        var cases = new TheoryData<ulong, string>();
        for (ulong sequence = 1; sequence <= RecordCount; sequence++)
        {
            foreach (var kind in DamageKinds.All.Keys)
            {
                cases.Add(sequence, kind);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(EveryRecordAndKind))]
    public async Task Start_RecordIsDamaged_IsRefusedNamingIt(ulong sequence, string kind)
    {
        var store = await MakeJournalAsync();
        await DamageKinds.ApplyAsync(kind, store, sequence);

        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() => TextPartition.StartAsync(store));

        Assert.Equal(DamageKinds.FirstWrong(kind, sequence, RecordCount), failure.Sequence);
        Assert.Contains($"Record {failure.Sequence} of partition 0", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryRecordAndKind))]
    public async Task Verify_RecordIsDamagedWhileThePartitionServes_NamesIt(ulong sequence, string kind)
    {
        var store = await MakeJournalAsync();
        await using var partition = await TextPartition.StartAsync(store);
        await DamageKinds.ApplyAsync(kind, store, sequence);

        var verification = await partition.Serving.VerifyAsync(CancellationToken.None);

        Assert.False(verification.IsIntact);
        Assert.Equal(DamageKinds.FirstWrong(kind, sequence, RecordCount + 1), verification.FirstBadSequence);
        Assert.Contains($"Record {verification.FirstBadSequence} of partition 0", verification.Problem, StringComparison.Ordinal);
        Assert.Equal(verification.FirstBadSequence - 1, verification.VerifiedThrough);
    }

    [Fact]
    public async Task Verify_JournalIsWhole_IsIntact()
    {
        await using var partition = await TextPartition.StartAsync(await MakeJournalAsync());

        var verification = await partition.Serving.VerifyAsync(CancellationToken.None);

        Assert.True(verification.IsIntact, verification.Problem);
        Assert.Equal(RecordCount + 1, verification.VerifiedThrough);
        Assert.Equal(partition.Serving.Head.Hash, verification.HeadHash.ToArray());
    }

    [Fact]
    public async Task Verify_StateInMemoryChangedWithoutAnEvent_SaysSo()
    {
        await using var partition = await TextPartition.StartAsync(await MakeJournalAsync());
        await partition.Serving.ReadAsync(
            static state =>
            {
                state.Corrupt(index: 3);
                return true;
            },
            ReadConsistency.Local,
            CancellationToken.None);

        var verification = await partition.Serving.VerifyAsync(CancellationToken.None);

        Assert.False(verification.IsIntact);
        Assert.Equal(RecordCount + 1, verification.FirstBadSequence);
        Assert.Contains("The state in memory after record 11", verification.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TailWasCutOffBehindTheHint_NamesTheFirstMissingRecord()
    {
        var store = await MakeJournalAsync();
        foreach (var sequence in new ulong[] { 8, 9, 10 })
        {
            await store.DeleteAsync(RecordKeys.Record(partition: 0, sequence), CancellationToken.None);
        }

        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() => TextPartition.StartAsync(store));

        Assert.Equal(8UL, failure.Sequence);
        Assert.Contains("though the journal once reached record 10", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RecordIsMissingAndThereIsNoHint_IsFoundByWhatLiesBeyond()
    {
        var store = await MakeJournalAsync();
        await store.DeleteAsync(RecordKeys.Head(partition: 0), CancellationToken.None);
        await store.DeleteAsync(RecordKeys.Record(partition: 0, sequence: 9), CancellationToken.None);

        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() => TextPartition.StartAsync(store));

        Assert.Equal(9UL, failure.Sequence);
        Assert.Contains("is missing, though record 10 is there", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_RecordOfAnotherHistoryHasTheNumber_StopsThePartition()
    {
        var store = await MakeJournalAsync();
        await using var partition = await TextPartition.StartAsync(store);
        await using var elsewhere = await TextPartition.StartAsync(await MakeJournalAsync());
        await elsewhere.SubmitAsync("other history");
        var foreign = await elsewhere.Memory.GetAsync(RecordKeys.Record(partition: 0, sequence: 12), CancellationToken.None);
        await store.CreateAsync(RecordKeys.Record(partition: 0, sequence: 12), foreign!.Value, CancellationToken.None);

        var failure = await Assert.ThrowsAsync<Mesh.Kernel.ServiceUnavailableException>(() => partition.SubmitAsync("b"));

        Assert.False(failure.OutcomeUnknown);
        Assert.Contains("Record 12 of partition 0 does not follow the record before it", failure.Message, StringComparison.Ordinal);
        Assert.False(partition.Serving.IsServing);
    }

    /// <summary>A claim and nine texts, and a hint at the head.</summary>
    private static async Task<InMemoryStateStore> MakeJournalAsync()
    {
        var store = new InMemoryStateStore();
        await using var partition = await TextPartition.StartAsync(store);
        for (ulong number = 2; number <= RecordCount; number++)
        {
            await partition.SubmitAsync($"text {number}");
        }

        await partition.Serving.StopAsync(CancellationToken.None);
        return store;
    }
}
