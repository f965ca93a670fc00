namespace Mesh.Sidecar.State;

/// <summary>A value as a store holds it.</summary>
/// <param name="Data">The bytes; the receiver may keep them, nobody changes them.</param>
/// <param name="Etag">Its version.</param>
/// <param name="ExpiresAt">When it expires; null for never, or when the store does not tell.</param>
internal sealed record StoredValue(ReadOnlyMemory<byte> Data, string Etag, DateTimeOffset? ExpiresAt);

/// <summary>A key's part of a bulk answer.</summary>
/// <param name="Key">The key as stored.</param>
/// <param name="Value">Null when absent.</param>
/// <param name="Error">Why it could not be read; null when it could.</param>
internal sealed record BulkValue(string Key, StoredValue? Value, string? Error = null);
