namespace Mesh.Sidecar.State;

/// <summary>One write of one key.</summary>
internal sealed record StateChange
{
    /// <summary>The key as stored.</summary>
    public required string Key { get; init; }

    /// <summary>True removes the key, false sets it.</summary>
    public bool IsDelete { get; init; }

    /// <summary>The value to set.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The version that must be there; null when any will do.</summary>
    public string? Etag { get; init; }

    /// <summary>How to treat writes of others.</summary>
    public StateConcurrency Concurrency { get; init; }

    /// <summary>Seconds until the value expires; null when not said, zero or less for never.</summary>
    public int? TimeToLiveSeconds { get; init; }

    /// <summary>True for a set of a transaction whose content type is JSON: redis gives it to its JSON module (contract 2.3).</summary>
    public bool IsJson { get; init; }
}
