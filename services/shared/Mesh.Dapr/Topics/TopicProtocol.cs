using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Streams;
using Microsoft.Extensions.Logging;
using WireStatus = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Dapr.Topics;

/// <summary>What is said on a streaming subscription.</summary>
internal sealed class TopicProtocol(
    string pubSubName, string topic, Func<TopicEvent, CancellationToken, Task<TopicOutcome>> handler, ILogger logger)
    : IStreamProtocol<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1>
{
    /// <inheritdoc/>
    public string Name { get; } = $"Subscription to topic {topic} of {pubSubName}";

    /// <inheritdoc/>
    public SubscribeTopicEventsRequestAlpha1 Greeting { get; } = new()
    {
        InitialRequest = new SubscribeTopicEventsRequestInitialAlpha1 { PubsubName = pubSubName, Topic = topic },
    };

    /// <inheritdoc/>
    public bool IsAcceptance(SubscribeTopicEventsResponseAlpha1 message) => message.InitialResponse is not null;

    /// <inheritdoc/>
    public void Accepted()
    {
    }

    /// <inheritdoc/>
    public Func<CancellationToken, Task<SubscribeTopicEventsRequestAlpha1?>> Receive(SubscribeTopicEventsResponseAlpha1 message) =>
        message.EventMessage is { } received
            ? token => HandleAsync(received, token)
            : _ => Task.FromResult<SubscribeTopicEventsRequestAlpha1?>(null);

    /// <summary>Left unanswered: it stays with the broker and comes again to whoever is subscribed then.</summary>
    public SubscribeTopicEventsRequestAlpha1? Refuse(SubscribeTopicEventsResponseAlpha1 message) => null;

    /// <inheritdoc/>
    public Task LostAsync(Exception? cause, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<SubscribeTopicEventsRequestAlpha1?> HandleAsync(TopicEventRequest received, CancellationToken cancellationToken)
    {
        TopicOutcome outcome;
        try
        {
            var delivered = new TopicEvent(received.Id, received.Source, received.Type, received.Topic, received.Data.Memory);
            outcome = await handler(delivered, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Torn down: unanswered, so that the message comes again.
            return null;
        }
        catch (Exception exception)
        {
            Log.TopicHandlerFailed(logger, topic, received.Id, exception);
            outcome = TopicOutcome.Retry;
        }

        var processed = new SubscribeTopicEventsRequestProcessedAlpha1
        {
            Id = received.Id,
            Status = new TopicEventResponse { Status = Wire(outcome) },
        };
        return new SubscribeTopicEventsRequestAlpha1 { EventProcessed = processed };
    }

    private static WireStatus Wire(TopicOutcome outcome) => outcome switch
    {
        TopicOutcome.Success => WireStatus.Success,
        TopicOutcome.Retry => WireStatus.Retry,
        TopicOutcome.Drop => WireStatus.Drop,
        _ => throw new System.Diagnostics.UnreachableException($"topic outcome {outcome}"),
    };
}
