namespace Mesh.Sidecar.PubSub;

/// <summary>
/// Carries messages from publishers to groups of subscribers; each group gets every message, one of its members handles it.
/// </summary>
internal interface IBroker
{
    /// <summary>Publishes. When the task ends the broker has the message.</summary>
    /// <exception cref="BrokerException">The broker failed.</exception>
    Task PublishAsync(BrokerMessage message, CancellationToken cancellationToken);

    /// <summary>Joins a group. When the task ends, what is published from then on reaches the group.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="group">The group: the consumer id, by default the app's.</param>
    /// <param name="handler">Called for each message; a call whose token is cancelled should return
    /// <see cref="DeliveryResult.Abandoned"/>.</param>
    /// <param name="cancellationToken">Gives up joining.</param>
    /// <returns>Leaves the group when disposed: unfinished messages go to its other or next members.</returns>
    /// <exception cref="BrokerException">The broker failed.</exception>
    Task<IMembership> SubscribeAsync(string topic, string group, MessageHandler handler, CancellationToken cancellationToken);
}

/// <summary>The place of one subscriber in a group. Disposed, it is left at once: what is in hand goes to others.</summary>
internal interface IMembership : IAsyncDisposable
{
    /// <summary>Takes no further message and waits until those in hand are done, or nobody waits any longer: that is no failure.</summary>
    /// <param name="impatient">Ends the wait.</param>
    Task DrainAsync(CancellationToken impatient);
}

/// <summary>A broker failed; the message is its own.</summary>
internal sealed class BrokerException(string message, Exception? cause = null) : Exception(message, cause);
