using System.Threading.Channels;
using Mesh.Dapr.Topics;
using Mesh.Journal;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Feed;

/// <summary>
/// Publishes committed events on the topic <c>ledger.events</c>, so that consumers need not ask all the time. It is a doorbell, not the
/// truth: a consumer that sees a gap in <c>(partition, sequence, index)</c> reads ListEvents. So nothing here ever delays a commit: a
/// partition keeps a bounded number of records to announce, and when the broker is slower than the ledger the oldest are passed over.
/// The newest is always announced in the end.
/// </summary>
public sealed class LedgerDoorbell(ITopicPublisher publisher, JournalOptions journal, TimeProvider time, ILogger<LedgerDoorbell> logger)
    : BackgroundService, IPartitionObserver<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>
{
    private readonly Channel<CommittedRecord<LedgerEvent>>[] waiting =
        [.. Enumerable.Range(0, journal.PartitionCount).Select(_ => NewQueue())];

    /// <inheritdoc/>
    public void Activated(
        IPartition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partition, LedgerState state, CancellationToken stopping)
    {
        // The ledger has no effects to take up after a crash, and whoever missed a ring pulls the feed.
    }

    /// <inheritdoc/>
    public void Committed(CommittedRecord<LedgerEvent> record)
    {
        if (record.Events.Count > 0)
        {
            waiting[record.Partition].Writer.TryWrite(record);
        }
    }

    /// <inheritdoc/>
    public Task RemindedAsync(
        IPartition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partition, string name, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(waiting.Select(queue => AnnounceAsync(queue.Reader, stoppingToken)));

    private async Task AnnounceAsync(ChannelReader<CommittedRecord<LedgerEvent>> records, CancellationToken stopping)
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

    private static Channel<CommittedRecord<LedgerEvent>> NewQueue() => Channel.CreateBounded<CommittedRecord<LedgerEvent>>(
        new BoundedChannelOptions(DoorbellLimits.WaitingRecordsMax)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
            SingleWriter = true,
        },
        static passedOver => DoorbellMeters.PassedOver(passedOver.Partition, passedOver.Events.Count));
}
