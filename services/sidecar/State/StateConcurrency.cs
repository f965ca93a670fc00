namespace Mesh.Sidecar.State;

/// <summary>What a write does when others have written.</summary>
internal enum StateConcurrency
{
    /// <summary>Not said: the last write wins.</summary>
    Unspecified,

    /// <summary>The first write wins.</summary>
    FirstWrite,

    /// <summary>The last write wins, said explicitly.</summary>
    LastWrite,
}
