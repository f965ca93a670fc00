namespace Mesh.Dapr.Topics;

/// <summary>Receives the topics of one pub/sub component over streaming subscriptions.</summary>
public interface ITopicSubscriber
{
    /// <summary>
    /// Opens the one subscription of this process to <paramref name="topic"/> and keeps it open, reconnecting by itself, until it is
    /// disposed of or stopped. Returns at once; <see cref="ITopicSubscription.WaitUntilConnectedAsync"/> waits for the first connection.
    /// </summary>
    /// <param name="topic">The topic's name. A second subscription to it from the same process throws
    /// <see cref="InvalidOperationException"/>.</param>
    /// <param name="handler">
    /// Called concurrently (as many at once as the sidecar delivers, 10 by default) and in no particular order, more than once for one
    /// message if need be. An exception counts as <see cref="TopicOutcome.Retry"/> and is logged. Its token is cancelled when the
    /// subscription is torn down without waiting.
    /// </param>
    ITopicSubscription Subscribe(string topic, Func<TopicEvent, CancellationToken, Task<TopicOutcome>> handler);
}
