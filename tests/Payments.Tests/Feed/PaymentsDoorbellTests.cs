using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Feed;
using Mesh.Payments.Tests.Fixtures;
using Mesh.Testing.Feed;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Payments.Tests.Feed;

public sealed class PaymentsDoorbellTests : IAsyncLifetime
{
    private readonly RecordedTopic topic = new();
    private readonly TimerWatch time = new();
    private readonly PaymentsDoorbell doorbell;

    public PaymentsDoorbellTests() => doorbell = new PaymentsDoorbell(
        topic, new JournalOptions(PartitionCount: 2, Replica: "test", Address: "test:1"), time, NullLogger<PaymentsDoorbell>.Instance);

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

        Assert.Equal("payments.events", call.Topic);
        Assert.Equal(["1/7/0", "1/7/1"], call.Ids);
        Assert.All(call.Messages, message => Assert.Equal("mesh.payments.v1.payment.created", message.Type));
        var second = V1.PaymentEvent.Parser.ParseFrom(call.Messages[1].Data.Span);
        Assert.Equal((1U, 7UL, 1U, Wire.Id(2)), (second.Partition, second.Sequence, second.Index, second.RequestId));
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
        Assert.Equal((DoorbellLimits.WaitingRecordsMax, "0/7/0"), (ids.Length, ids[0]));
    }

    private static CommittedRecord<PaymentEvent> Record(int partition, ulong sequence, int eventCount) => new(
        partition, sequence, new Moment(1_800_000_000_000_000_000),
        [.. Enumerable.Range(1, eventCount).Select(number => new PaymentCreated(Some.CardTerms(number)))]);
}
