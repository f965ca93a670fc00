using System.Collections.Concurrent;
using Mesh.Dapr.Connection;
using Microsoft.Extensions.Logging;

namespace Mesh.Dapr.Topics;

/// <summary>
/// A pub/sub component of the sidecar, for subscribing. Messages that are not answered when a stream ends stay with the broker. A
/// <c>pubsub.redis</c> component needs <c>readTimeout: "2s"</c>, or every stream that was ever closed goes on swallowing messages.
/// </summary>
public sealed class DaprTopicSubscriber(
    DaprConnection connection, string pubSubName, TimeProvider time, ILogger<DaprTopicSubscriber> logger) : ITopicSubscriber
{
    private readonly ConcurrentDictionary<string, TopicSubscription> _subscriptions = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ITopicSubscription Subscribe(string topic, Func<TopicEvent, CancellationToken, Task<TopicOutcome>> handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var protocol = new TopicProtocol(pubSubName, topic, handler, logger);
        var subscription = new TopicSubscription(topic, protocol, connection, time, logger);
        if (!_subscriptions.TryAdd(topic, subscription))
        {
            throw new InvalidOperationException(
                $"Topic '{topic}' of '{pubSubName}' has been subscribed to: a process has one subscription to a topic, for all of its " +
                "life.");
        }

        subscription.Start();
        return subscription;
    }
}
