namespace Mesh.Dapr.Topics;

/// <summary>A message as delivered by a subscription.</summary>
/// <param name="Id">The CloudEvent id that the publisher chose. A repeat has the same.</param>
/// <param name="Source">The app-id of the publisher, by its own word: not authenticated.</param>
/// <param name="Type">The CloudEvent type.</param>
/// <param name="Topic">The topic it was delivered from.</param>
/// <param name="Data">The published bytes.</param>
public sealed record TopicEvent(string Id, string Source, string Type, string Topic, ReadOnlyMemory<byte> Data);
