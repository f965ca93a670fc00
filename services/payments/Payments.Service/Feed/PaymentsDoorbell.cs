using System.Threading.Channels;
using Mesh.Dapr.Topics;
using Mesh.Journal;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Feed;

/// <summary>
/// Publishes committed events on the topic <c>payments.events</c>, so that consumers need not ask all the time. It is a doorbell, not the
/// truth: a consumer that sees a gap in <c>(partition, sequence, index)</c> reads ListEvents. So nothing here ever delays a commit: a
/// partition keeps a bounded number of records to announce, and when the broker is slower than payments the oldest are passed over.
/// The newest is always announced in the end.
/// </summary>
public sealed class PaymentsDoorbell(ITopicPublisher publisher, JournalOptions journal, TimeProvider time, ILogger<PaymentsDoorbell> logger)
    : BackgroundService, IPartitionObserver<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>
{
    private readonly Channel<CommittedRecord<PaymentEvent>>[] waiting =
        [.. Enumerable.Range(0, journal.PartitionCount).Select(_ => NewQueue())];

    /// <inheritdoc/>
    public void Activated(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition, PaymentsState state, CancellationToken stopping)
    {
        // Whoever missed a ring pulls the feed.
    }

    /// <inheritdoc/>
    public void Committed(CommittedRecord<PaymentEvent> record)
    {
        if (record.Events.Count > 0)
        {
            waiting[record.Partition].Writer.TryWrite(record);
        }
    }

    /// <inheritdoc/>
    public Task RemindedAsync(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition,
        string name,
        CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(waiting.Select(queue => AnnounceAsync(queue.Reader, stoppingToken)));

    private async Task AnnounceAsync(ChannelReader<CommittedRecord<PaymentEvent>> records, CancellationToken stopping)
    {
        var rings = new RingBatch();
        while (await records.WaitToReadAsync(stopping))
        {
            rings.TakeFrom(records);
            var isSilent = false;
            while (!await TryPublishAsync(rings, isSilent, stopping))
            {
                isSilent = true;
                await Task.Delay(DoorbellLimits.RetryAfter, time, stopping);
                rings.KeepNewest();
                rings.TakeFrom(records);
            }

            rings.Clear();
        }
    }

    private async Task<bool> TryPublishAsync(RingBatch rings, bool isSilent, CancellationToken stopping)
    {
        try
        {
            await publisher.PublishManyAsync(DoorbellLimits.Topic, rings.Messages, stopping);
            if (isSilent)
            {
                Log.DoorbellRingsAgain(logger, DoorbellLimits.Topic);
            }

            return true;
        }
        catch (TopicException failure)
        {
            if (!isSilent)
            {
                Log.DoorbellSilent(logger, failure, DoorbellLimits.Topic);
            }

            return false;
        }
    }

    private static Channel<CommittedRecord<PaymentEvent>> NewQueue() => Channel.CreateBounded<CommittedRecord<PaymentEvent>>(
        new BoundedChannelOptions(DoorbellLimits.WaitingRecordsMax)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
            SingleWriter = true,
        },
        static passedOver => DoorbellMeters.PassedOver(passedOver.Partition, passedOver.Events.Count));
}
