using System.Globalization;
using System.Threading.Channels;
using Google.Protobuf;
using Mesh.Dapr.Topics;
using Mesh.Journal;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Feed;

/// <summary>The messages of one publish call.</summary>
internal sealed class RingBatch
{
    private readonly List<TopicMessage> messages = [];

    public IReadOnlyList<TopicMessage> Messages => messages;

    /// <summary>Takes waiting records until the call is full or none waits.</summary>
    public void TakeFrom(ChannelReader<CommittedRecord<PaymentEvent>> records)
    {
        while (messages.Count < DoorbellLimits.MessagesPerCallMax && records.TryRead(out var record))
        {
            // A large batch rings once, with its last event: consumers find the rest where they find every gap.
            var isBulk = record.Events.Count > DoorbellLimits.EventsPerRecordMax;
            for (var index = isBulk ? record.Events.Count - 1 : 0; index < record.Events.Count; index++)
            {
                messages.Add(MessageOf(record, index));
            }
        }
    }

    /// <summary>Forgets all but the newest message: after trouble one ring is enough.</summary>
    public void KeepNewest() => messages.RemoveRange(0, messages.Count - 1);

    public void Clear() => messages.Clear();

    private static TopicMessage MessageOf(CommittedRecord<PaymentEvent> record, int index)
    {
        var happened = PaymentEventWire.ToWire(record, index);
        var id = string.Create(CultureInfo.InvariantCulture, $"{record.Partition}/{record.Sequence}/{index}");
        return new TopicMessage(id, happened.ToByteArray()) { Type = $"{V1.PaymentEvent.Descriptor.File.Package}.{happened.Type}" };
    }
}
