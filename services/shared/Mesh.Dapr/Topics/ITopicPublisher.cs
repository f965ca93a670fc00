namespace Mesh.Dapr.Topics;

/// <summary>
/// Publishes to the topics of one pub/sub component. At least once and unordered: consumers drop repeats and pull what they miss.
/// </summary>
/// <remarks>
/// Throws <see cref="TopicException"/> on every failure, and <see cref="OperationCanceledException"/> only when the given token was
/// cancelled.
/// </remarks>
public interface ITopicPublisher
{
    /// <summary>Publishes one message; returns when the broker has it.</summary>
    Task PublishAsync(string topic, TopicMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Publishes many messages in one call, in no particular order. Their ids differ from each other; all of them together stay below the
    /// size limit of a message (<see cref="Connection.DaprOptions.MessageSizeMax"/>), or the call fails with
    /// <see cref="DaprFailure.TooLarge"/>.
    /// </summary>
    /// <remarks>On failure any part may have been published; repeating the whole call with the same ids is safe.</remarks>
    Task PublishManyAsync(string topic, IReadOnlyList<TopicMessage> messages, CancellationToken cancellationToken);
}
