using Mesh.Sidecar.Monitoring;
using Mesh.Sidecar.Resiliency;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.PubSub;

/// <summary>One subscription of an app: makes events of messages and does with them what the app answers (contract 3.4).</summary>
internal sealed class TopicSubscription(
    PubSubComponent component,
    SubscriptionTerms terms,
    ITopicListener listener,
    SidecarMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    private readonly ResilientListener _listener = new(listener, component.Inbound, time);
    private readonly Quirk _emptied = new(
        logger,
        $"topic {terms.Topic}: data of a content type that is neither JSON, XML, text nor octet-stream is delivered empty: publish it as "
        + "application/octet-stream");

    private readonly Quirk _rounded = new(
        logger, $"topic {terms.Topic}: a whole number in JSON beyond 2^53 was rounded on its way: send it as a string");

    /// <summary>Handles a message of the broker.</summary>
    public async Task<DeliveryResult> HandleAsync(BrokerMessage message, CancellationToken cancellationToken)
    {
        ReceivedEvent received;
        try
        {
            received = terms.IsRaw ? ReceivedEvent.OfRaw(message, component.Name) : ReceivedEvent.Parse(message, component.Name);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever it is: a message that cannot be read goes the way of one that failed.
            return await FailAsync(message, id: "", $"it is no CloudEvent: {exception.Message}", cancellationToken);
        }

        received.Request.Path = terms.Path;
        Warn(received);
        return received.ExpiresAt <= time.GetUtcNow()
            ? await DeadLetterAsync(message, received.Request.Id, cancellationToken)
            : await DeliverAsync(message, received, cancellationToken);
    }

    private async Task<DeliveryResult> DeliverAsync(BrokerMessage message, ReceivedEvent received, CancellationToken cancellationToken)
    {
        var started = metrics.Now();
        var answer = await _listener.DeliverAsync(received.Request, message, received.TraceParent, cancellationToken);
        if (StatusOf(answer.Verdict) is { } status)
        {
            metrics.Delivered(component.Name, terms.Topic, status, started);
        }

        return answer.Verdict switch
        {
            ListenerVerdict.Success or ListenerVerdict.Unimplemented => DeliveryResult.Acknowledged,
            ListenerVerdict.Gone => DeliveryResult.Abandoned,
            ListenerVerdict.Drop => await DeadLetterAsync(message, received.Request.Id, cancellationToken),
            ListenerVerdict.Retry => await FailAsync(message, received.Request.Id, answer.Reason, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException($"verdict {answer.Verdict}"),
        };
    }

    /// <summary>daprd's word for what came of an event; null when nothing did.</summary>
    private static string? StatusOf(ListenerVerdict verdict) => verdict switch
    {
        ListenerVerdict.Success => "success",
        ListenerVerdict.Drop or ListenerVerdict.Unimplemented => "drop",
        ListenerVerdict.Retry => "retry",
        _ => null,
    };

    /// <summary>A message that failed, after all repeats that a policy grants, is dead-lettered or gone.</summary>
    private Task<DeliveryResult> FailAsync(BrokerMessage message, string id, string reason, CancellationToken cancellationToken)
    {
        Log.EventFailed(logger, message.Topic, id, reason, terms.DeadLetterTopic is null ? "gone" : "dead-lettered");
        return terms.DeadLetterTopic is null
            ? Task.FromResult(DeliveryResult.Failed)
            : DeadLetterAsync(message, id, cancellationToken);
    }

    /// <summary>Publishes the broker's own bytes to the dead letter topic, if there is one.</summary>
    private async Task<DeliveryResult> DeadLetterAsync(BrokerMessage message, string id, CancellationToken cancellationToken)
    {
        if (terms.DeadLetterTopic is { } deadLetterTopic)
        {
            try
            {
                await component.Broker.PublishAsync(message with { Topic = deadLetterTopic }, cancellationToken);
            }
            catch (BrokerException exception)
            {
                Log.DeadLetterFailed(logger, message.Topic, id, deadLetterTopic, exception.Message);
                return DeliveryResult.Failed;
            }
        }

        return DeliveryResult.Acknowledged;
    }

    private void Warn(ReceivedEvent received)
    {
        if (received.IsDataLost)
        {
            _emptied.Happened();
        }

        if (received.HasRoundedNumbers)
        {
            _rounded.Happened();
        }
    }
}
