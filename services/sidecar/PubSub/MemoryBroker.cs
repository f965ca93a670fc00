using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.PubSub;

/// <summary>
/// The type <c>pubsub.in-memory</c>, shared by all apps of a run: daprd's own reaches one app only. Subscribers of a group share its
/// messages, each subscription takes one at a time, and a group that was joined once keeps what arrives while nobody is subscribed.
/// </summary>
internal sealed class MemoryBroker(ILogger<MemoryBroker> logger) : IBroker, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Topic, string Group), MessageQueue> _queues = [];

    /// <inheritdoc/>
    public Task PublishAsync(BrokerMessage message, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var ((topic, _), queue) in _queues)
            {
                if (Matches(topic, message.Topic))
                {
                    queue.Add(message);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IMembership> SubscribeAsync(string topic, string group, MessageHandler handler, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_queues.TryGetValue((topic, group), out var queue))
            {
                queue = new MessageQueue(() => Log.GroupFull(logger, topic, group));
                _queues.Add((topic, group), queue);
            }

            return Task.FromResult<IMembership>(new MemorySubscriber(queue, handler, logger));
        }
    }

    /// <summary>Forgets all messages; every subscriber has left by then.</summary>
    public void Dispose()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Dispose();
        }
    }

    /// <summary>A topic that ends in an asterisk subscribes to every topic that begins so.</summary>
    private static bool Matches(string subscribed, string published) =>
        subscribed.EndsWith('*') ? published.StartsWith(subscribed[..^1], StringComparison.Ordinal) : subscribed == published;
}
