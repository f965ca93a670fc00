using Mesh.Kernel;
using Mesh.Testing.State;
using Mesh.Testing.Text;

namespace Mesh.Journal.Tests.Partitions;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Submit_WhileAnAppendIsUnderWay_TravelsInOneRecordWithTheOthers()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var first = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        Task<int>[] gathered = [partition.SubmitAsync("b"), partition.SubmitAsync("c"), partition.SubmitAsync("d")];

        await underWay.ReleaseAsync();
        Assert.Equal(1, await first);
        await (await partition.Store.NextCreateAsync()).ReleaseAsync();

        var places = await Task.WhenAll(gathered);
        Assert.Equal([2, 3, 4], places);
        Assert.Equal(3, (await partition.RecordAsync(3)).Events.Count);
    }

    [Fact]
    public async Task Submit_AppendNotYetDone_IsNotAnswered()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var submitted = partition.SubmitAsync("a");

        var underWay = await partition.Store.NextCreateAsync();

        Assert.False(submitted.IsCompleted);
        await underWay.ReleaseAsync();
        Assert.Equal(1, await submitted);
    }

    [Fact]
    public async Task Submit_CommandThatLeavesNoEvent_IsAnsweredWithoutARecord()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;

        Assert.Equal(0, await partition.SubmitAsync(""));
        Assert.Equal(1UL, partition.Serving.Head.Sequence);
    }

    [Fact]
    public async Task Submit_MoreItemsThanABatchHas_ClosesTheBatchBeforeTheOneTooMany()
    {
        var machine = new TextMachine { Weight = static text => text.Length };
        await using var partition = await TextPartition.StartAsync(new InMemoryStateStore(), machine, observer: null);
        partition.Store.Holds = true;
        var first = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        var half = new string('x', JournalLimits.BatchItemsMax / 2);
        Task<int>[] gathered = [partition.SubmitAsync(half), partition.SubmitAsync(half), partition.SubmitAsync("b")];
        partition.Store.Holds = false;

        await underWay.ReleaseAsync();
        await Task.WhenAll([first, .. gathered]);

        Assert.Equal(2, (await partition.RecordAsync(3)).Events.Count);
        Assert.Single((await partition.RecordAsync(4)).Events);
    }

    [Fact]
    public async Task Submit_MoreBytesThanARecordHas_ClosesTheBatchBeforeTheOneTooMany()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var first = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        var third = new string('x', JournalLimits.RecordBytesMax / 3);
        Task<int>[] gathered = [partition.SubmitAsync(third), partition.SubmitAsync(third), partition.SubmitAsync(third)];
        partition.Store.Holds = false;

        await underWay.ReleaseAsync();
        await Task.WhenAll([first, .. gathered]);

        Assert.Equal(2, (await partition.RecordAsync(3)).Events.Count);
        Assert.InRange((await partition.RecordAsync(3)).ByteLength, 1, JournalLimits.RecordBytesMax);
        Assert.Single((await partition.RecordAsync(4)).Events);
    }

    [Fact]
    public async Task Submit_CommandThatFillsARecordAlone_IsCommitted()
    {
        await using var partition = await TextPartition.StartAsync();

        Assert.Equal(1, await partition.SubmitAsync(new string('x', JournalLimits.RecordBytesMax - 300)));
    }

    [Fact]
    public async Task Submit_CommandLargerThanARecord_IsRefusedAndNothingElseIsAffected()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var first = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        var before = partition.SubmitAsync("b");
        var tooLarge = partition.SubmitAsync(new string('x', JournalLimits.RecordBytesMax));
        var after = partition.SubmitAsync("c");
        partition.Store.Holds = false;

        await underWay.ReleaseAsync();

        await Assert.ThrowsAsync<CommandTooLargeException>(() => tooLarge);
        var places = await Task.WhenAll(first, before, after);
        Assert.Equal([1, 2, 3], places);
        Assert.Equal(["a", "b", "c"], await partition.ReadAsync(ReadConsistency.Linearizable));
    }

    [Fact]
    public async Task Submit_MoreItemsThanABatchEverHas_IsRefused()
    {
        var machine = new TextMachine { Weight = static text => text.Length };
        await using var partition = await TextPartition.StartAsync(new InMemoryStateStore(), machine, observer: null);

        await Assert.ThrowsAsync<CommandTooLargeException>(() => partition.SubmitAsync(new string('x', JournalLimits.BatchItemsMax + 1)));
        Assert.Equal(1, await partition.SubmitAsync(new string('x', JournalLimits.BatchItemsMax)));
    }

    [Fact]
    public async Task Submit_MachineThrows_TellsItsCallerAndChangesNothing()
    {
        await using var partition = await TextPartition.StartAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => partition.SubmitAsync("!"));

        Assert.Equal("the machine has a bug", failure.Message);
        Assert.Equal(1, await partition.SubmitAsync("a"));
        Assert.True((await partition.Serving.VerifyAsync(CancellationToken.None)).IsIntact);
    }

    [Fact]
    public async Task Submit_ClockGoesBack_TimeOfEventsNeverDoes()
    {
        await using var partition = await TextPartition.StartAsync();
        await partition.SubmitAsync("a");
        partition.Time.AdjustTime(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));

        await partition.SubmitAsync("b");
        await partition.SubmitAsync("c");

        var times = await partition.Serving.ReadAsync(static state => state.Times, ReadConsistency.Local, CancellationToken.None);
        Assert.Equal([times[0], times[0].PlusNanos(1), times[0].PlusNanos(2)], times);
    }

    [Fact]
    public async Task Submit_SeveralEventsInARecord_EachHasItsOwnNanosecondBeforeTheNextRecord()
    {
        await using var partition = await TextPartition.StartAsync();
        partition.Store.Holds = true;
        var first = partition.SubmitAsync("a");
        var underWay = await partition.Store.NextCreateAsync();
        Task<int>[] gathered = [partition.SubmitAsync("b"), partition.SubmitAsync("c")];
        partition.Store.Holds = false;
        await underWay.ReleaseAsync();
        await Task.WhenAll([first, .. gathered]);
        await partition.SubmitAsync("d");

        var record = await partition.RecordAsync(3);
        var times = await partition.Serving.ReadAsync(static state => state.Times, ReadConsistency.Local, CancellationToken.None);

        Assert.Equal([record.Time, record.Time.PlusNanos(1), record.Time.PlusNanos(2)], times.Skip(1));
        Assert.Equal(record.Time.PlusNanos(2), (await partition.RecordAsync(4)).Time);
    }

    [Fact]
    public async Task Start_EmptyStore_ClaimsThePartitionByARecordWithoutEvents()
    {
        await using var partition = await TextPartition.StartAsync();

        var claim = await partition.RecordAsync(1);

        Assert.Empty(claim.Events);
        Assert.Equal("replica", claim.Writer.Replica);
        Assert.Equal("replica:1", claim.Writer.Address);
        Assert.Equal(Moment.From(partition.Time.GetUtcNow()), claim.Time);
    }
}
