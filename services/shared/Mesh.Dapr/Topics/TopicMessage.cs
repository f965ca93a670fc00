namespace Mesh.Dapr.Topics;

/// <summary>A message to publish.</summary>
/// <param name="Id">
/// The CloudEvent id: the same for every attempt to publish the same fact, unique within the topic for ever. Consumers drop repeats by it.
/// </param>
/// <param name="Data">Any bytes; they travel as <c>application/octet-stream</c>, the only content type that Dapr leaves untouched.</param>
public sealed record TopicMessage(string Id, ReadOnlyMemory<byte> Data)
{
    /// <summary>The CloudEvent type, such as <c>mesh.ledger.v1.TransferPosted</c>; null for Dapr's default.</summary>
    public string? Type { get; init; }
}
