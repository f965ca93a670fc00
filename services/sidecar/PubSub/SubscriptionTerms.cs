using Dapr.Proto.Runtime.V1;

namespace Mesh.Sidecar.PubSub;

/// <summary>What a subscription asks for.</summary>
/// <param name="PubSubName">The component.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Path">What the app gets as path.</param>
/// <param name="DeadLetterTopic">Where failed messages go; null for nowhere.</param>
/// <param name="Metadata">The subscription's metadata.</param>
/// <param name="Origin">Who asked for it.</param>
internal sealed record SubscriptionTerms(
    string PubSubName,
    string Topic,
    string Path,
    string? DeadLetterTopic,
    IReadOnlyDictionary<string, string> Metadata,
    PubsubSubscriptionType Origin)
{
    /// <summary>True when messages carry no envelope.</summary>
    public bool IsRaw => Metadata.Any(entry =>
        entry.Key.Equals("rawPayload", StringComparison.OrdinalIgnoreCase)
            && entry.Value.Equals("true", StringComparison.OrdinalIgnoreCase));
}
