namespace Mesh.Dapr.Actors;

/// <summary>One call to a hosted actor.</summary>
/// <param name="Actor">The actor called.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Data">The caller's bytes.</param>
/// <param name="Metadata">
/// What the caller supplied, plus Dapr's own entries. Who calls cannot be known: <c>dapr-caller-app-id</c> names the hosting app, whoever
/// calls, and access policies do not apply to actor calls. So no method may do what not everybody in reach may ask for.
/// </param>
public sealed record ActorCall(ActorId Actor, string Method, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);
