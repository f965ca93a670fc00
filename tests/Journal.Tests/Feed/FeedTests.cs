using Mesh.Journal.Tests.Partitions;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Feed;

public sealed class FeedTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task ReadRecords_History_ComesFromTheStoreInOrderWithoutGap()
    {
        var store = new InMemoryStateStore();
        await using (var before = await TextPartition.StartAsync(store))
        {
            await SubmitAsync(before, 600);
        }

        await using var partition = await TextPartition.StartAsync(store);

        var records = await partition.Serving.ReadRecordsAsync(
            fromSequence: 0, recordCountMax: 1_000, TimeSpan.Zero, CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, 602).Select(number => (ulong)number), records.Select(record => record.Sequence));
        Assert.Equal(["text 599"], records[600].Events);
        Assert.Empty(records[601].Events);
    }

    [Fact]
    public async Task ReadRecords_FewerAskedFor_GetsFewer()
    {
        await using var partition = await TextPartition.StartAsync();
        await SubmitAsync(partition, 5);

        var records = await partition.Serving.ReadRecordsAsync(fromSequence: 2, recordCountMax: 2, TimeSpan.Zero, CancellationToken.None);

        Assert.Equal([2UL, 3UL], records.Select(record => record.Sequence));
    }

    [Fact]
    public async Task ReadRecords_LargeRecords_StopsAtAboutThreeMebibytes()
    {
        var store = new InMemoryStateStore();
        await using (var before = await TextPartition.StartAsync(store))
        {
            for (var number = 0; number < 5; number++)
            {
                await before.SubmitAsync(new string('x', JournalLimits.RecordBytesMax - 300));
            }
        }

        await using var partition = await TextPartition.StartAsync(store);

        var records = await partition.Serving.ReadRecordsAsync(
            fromSequence: 2, recordCountMax: 1_000, TimeSpan.Zero, CancellationToken.None);

        Assert.Equal(3, records.Count);
    }

    [Fact]
    public async Task ReadRecords_NothingNewAndNoWait_IsEmpty()
    {
        await using var partition = await TextPartition.StartAsync();

        Assert.Empty(await partition.Serving.ReadRecordsAsync(fromSequence: 2, recordCountMax: 10, TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task ReadRecords_WaitIsOver_IsEmpty()
    {
        await using var partition = await TextPartition.StartAsync();
        var read = partition.Serving.ReadRecordsAsync(fromSequence: 2, recordCountMax: 10, Wait, CancellationToken.None);

        while (!read.IsCompleted)
        {
            partition.Time.Advance(Wait);
            await Task.Yield();
        }

        Assert.Empty(await read);
    }

    [Fact]
    public async Task ReadRecords_WaitsForTheNext_GetsItOnceItIsCommittedAndNotBefore()
    {
        await using var partition = await TextPartition.StartAsync();
        var read = partition.Serving.ReadRecordsAsync(fromSequence: 2, recordCountMax: 10, Wait, CancellationToken.None);
        partition.Store.Holds = true;
        var submitted = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        Assert.False(read.IsCompleted);

        await underWay.ReleaseAsync();
        await submitted;

        var record = Assert.Single(await read);
        Assert.Equal(["a"], record.Events);
    }

    [Fact]
    public async Task ReadRecords_AnotherWriterHasCommitted_FindsItBeforeWaiting()
    {
        var store = new InMemoryStateStore();
        await using var one = await TextPartition.StartAsync(store);
        await using var other = await TextPartition.StartAsync(store);
        await other.SubmitAsync("a");

        var records = await one.Serving.ReadRecordsAsync(fromSequence: 3, recordCountMax: 10, Wait, CancellationToken.None);

        Assert.Equal(["a"], Assert.Single(records).Events);
    }

    [Fact]
    public async Task ReadRecords_RecordWasLostMeanwhile_NamesIt()
    {
        var store = new InMemoryStateStore();
        await using (var before = await TextPartition.StartAsync(store))
        {
            await SubmitAsync(before, 300);
        }

        await using var partition = await TextPartition.StartAsync(store);
        await store.DeleteAsync(Mesh.Journal.Records.RecordKeys.Record(partition: 0, sequence: 5), CancellationToken.None);

        var failure = await Assert.ThrowsAsync<JournalDamagedException>(() =>
            partition.Serving.ReadRecordsAsync(fromSequence: 5, recordCountMax: 10, TimeSpan.Zero, CancellationToken.None));

        Assert.Equal(5UL, failure.Sequence);
    }

    [Fact]
    public async Task Follow_HistoryAndThenLiveRecords_GivesEachOnceInOrder()
    {
        await using var partition = await TextPartition.StartAsync();
        await SubmitAsync(partition, 10);
        var submitting = Task.CompletedTask;
        var followed = new List<string>();

        await foreach (var record in partition.Serving.FollowAsync(fromSequence: 0, CancellationToken.None))
        {
            followed.AddRange(record.Events);
            if (followed.Count == 10)
            {
                submitting = SubmitAsync(partition, 20);
            }

            if (followed.Count == 30)
            {
                break;
            }
        }

        await submitting;
        Assert.Equal([.. Texts(10), .. Texts(20)], followed);
    }

    private static IEnumerable<string> Texts(int count) => Enumerable.Range(0, count).Select(number => $"text {number}");

    private static async Task SubmitAsync(TextPartition partition, int count)
    {
        foreach (var text in Texts(count))
        {
            await partition.SubmitAsync(text);
        }
    }
}
