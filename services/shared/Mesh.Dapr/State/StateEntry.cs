namespace Mesh.Dapr.State;

/// <summary>What a key holds.</summary>
/// <param name="Value">The stored bytes, owned by the receiver: nobody changes them later.</param>
/// <param name="Etag">The store's version of this write: opaque, another after every write; empty where a store has none.</param>
public sealed record StateEntry(ReadOnlyMemory<byte> Value, string Etag);
