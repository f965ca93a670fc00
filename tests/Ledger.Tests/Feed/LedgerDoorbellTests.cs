using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Feed;
using Mesh.Ledger.Tests.Fixtures;
using Mesh.Testing.Feed;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Ledger.Tests.Feed;

public sealed class LedgerDoorbellTests : IAsyncLifetime
{
    private readonly RecordedTopic topic = new();
    private readonly TimerWatch time = new();
    private readonly LedgerDoorbell doorbell;

    public LedgerDoorbellTests() => doorbell = new LedgerDoorbell(
        topic, new JournalOptions(PartitionCount: 2, Replica: "test", Address: "test:1"), time, NullLogger<LedgerDoorbell>.Instance);

    public async ValueTask InitializeAsync() => await doorbell.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await doorbell.StopAsync(CancellationToken.None);
        doorbell.Dispose();
    }

    [Fact]
    public async Task Committed_ARecord_IsPublishedEventByEventUnderItsPlace()
    {
        doorbell.Committed(Record(partition: 1, sequence: 7, eventCount: 2));

        var call = await topic.NextAsync();

        Assert.Equal("ledger.events", call.Topic);
        Assert.Equal(["1/7/0", "1/7/1"], call.Ids);
        Assert.All(call.Messages, message => Assert.Equal("mesh.ledger.v1.TransferCreated", message.Type));
        var second = V1.LedgerEvent.Parser.ParseFrom(call.Messages[1].Data.Span);
        Assert.Equal((1U, 7UL, 1U, Wire.Id(2)), (second.Partition, second.Sequence, second.Index, second.TransferCreated.TransferId));
    }

    [Fact]
    public async Task Committed_ABulk_RingsOnceWithItsLastEvent()
    {
        doorbell.Committed(Record(partition: 0, sequence: 1, DoorbellLimits.EventsPerRecordMax + 1));

        Assert.Equal([$"0/1/{DoorbellLimits.EventsPerRecordMax}"], (await topic.NextAsync()).Ids);
    }

    [Fact]
    public async Task Committed_AClaim_RingsNothing()
    {
        doorbell.Committed(Record(partition: 0, sequence: 1, eventCount: 0));
        doorbell.Committed(Record(partition: 0, sequence: 2, eventCount: 1));

        Assert.Equal(["0/2/0"], (await topic.NextAsync()).Ids);
    }

    [Fact]
    public async Task Committed_WhileACallIsUnderWay_TravelsTogetherInTheNext()
    {
        doorbell.Committed(Record(partition: 0, sequence: 1, eventCount: 1));
        var first = await topic.NextAsync();
        doorbell.Committed(Record(partition: 0, sequence: 2, eventCount: 1));
        doorbell.Committed(Record(partition: 0, sequence: 3, eventCount: 1));

        first.Succeed();

        Assert.Equal(["0/2/0", "0/3/0"], (await topic.NextAsync()).Ids);
    }

    [Fact]
    public async Task Committed_MoreThanIsKept_PassesOverTheOldestAndNeverWaits()
    {
        doorbell.Committed(Record(partition: 0, sequence: 1, eventCount: 1));
        var first = await topic.NextAsync();
        for (ulong sequence = 2; sequence < 2 + DoorbellLimits.WaitingRecordsMax + 5; sequence++)
        {
            doorbell.Committed(Record(partition: 0, sequence, eventCount: 1));
        }

        first.Succeed();

        var ids = (await topic.NextAsync()).Ids;
        Assert.Equal(DoorbellLimits.WaitingRecordsMax, ids.Length);
        Assert.Equal("0/7/0", ids[0]);
        Assert.Equal($"0/{1 + DoorbellLimits.WaitingRecordsMax + 5}/0", ids[^1]);
    }

    [Fact]
    public async Task Committed_BrokerAway_IsRungAgainWithTheNewestAlone()
    {
        doorbell.Committed(Record(partition: 0, sequence: 1, eventCount: 3));
        (await topic.NextAsync()).Fail();
        Assert.Equal(DoorbellLimits.RetryAfter, await time.NextTimerAsync());

        time.Advance(DoorbellLimits.RetryAfter);

        Assert.Equal(["0/1/2"], (await topic.NextAsync()).Ids);
    }

    [Fact]
    public async Task Committed_BrokerAwayForOnePartition_DoesNotHoldUpAnother()
    {
        doorbell.Committed(Record(partition: 0, sequence: 1, eventCount: 1));
        (await topic.NextAsync()).Fail();

        doorbell.Committed(Record(partition: 1, sequence: 5, eventCount: 1));

        Assert.Equal(["1/5/0"], (await topic.NextAsync()).Ids);
    }

    private static CommittedRecord<LedgerEvent> Record(int partition, ulong sequence, int eventCount) => new(
        partition, sequence, new Moment(1_800_000_000_000_000_000), [.. Enumerable.Range(1, eventCount).Select(Event)]);

    private static TransferApplied Event(int id) =>
        new(Some.Book, Some.Single(id, 1, 2, 5), Some.Id(1), Some.Id(2), Amount: 5, Released: 0);
}
