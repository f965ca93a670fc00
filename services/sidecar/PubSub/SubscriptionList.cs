using System.Collections.Concurrent;
using Dapr.Proto.Runtime.V1;

namespace Mesh.Sidecar.PubSub;

/// <summary>The subscriptions that are open in one app's sidecar, for metadata.</summary>
internal sealed class SubscriptionList
{
    private readonly ConcurrentDictionary<long, SubscriptionTerms> _open = new();
    private long _lastTicket;

    /// <summary>Adds one until the result is disposed.</summary>
    public IDisposable Add(SubscriptionTerms terms)
    {
        var ticket = Interlocked.Increment(ref _lastTicket);
        _open[ticket] = terms;
        return new Entry(this, ticket);
    }

    /// <summary>All of them, in the order of opening.</summary>
    public IEnumerable<PubsubSubscription> List() => _open.OrderBy(entry => entry.Key).Select(entry => Wire(entry.Value));

    private static PubsubSubscription Wire(SubscriptionTerms terms)
    {
        var subscription = new PubsubSubscription
        {
            PubsubName = terms.PubSubName,
            Topic = terms.Topic,
            DeadLetterTopic = terms.DeadLetterTopic ?? "",
            Type = terms.Origin,
            Rules = new PubsubSubscriptionRules { Rules = { new PubsubSubscriptionRule { Path = terms.Path } } },
        };
        subscription.Metadata.Add(new Dictionary<string, string>(terms.Metadata));
        return subscription;
    }

    private sealed class Entry(SubscriptionList list, long ticket) : IDisposable
    {
        public void Dispose() => list._open.TryRemove(ticket, out _);
    }
}
