namespace Mesh.Sidecar.PubSub;

/// <summary>A message as a broker carries it.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Data">The body: an event's JSON, or raw bytes.</param>
/// <param name="Metadata">What the publisher added.</param>
internal sealed record BrokerMessage(string Topic, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>What a subscriber did with a message.</summary>
internal enum DeliveryResult
{
    /// <summary>The broker may forget it: it was processed, dropped or dead-lettered.</summary>
    Acknowledged,

    /// <summary>It failed for good, and nothing keeps it: the broker forgets it, unless it took longer than the broker allows.</summary>
    Failed,

    /// <summary>The subscriber went away: the broker keeps it for the next.</summary>
    Abandoned,
}

/// <summary>Handles one message.</summary>
internal delegate Task<DeliveryResult> MessageHandler(BrokerMessage message, CancellationToken cancellationToken);
