namespace Mesh.Sidecar.Faults;

/// <summary>Where a test can hold up one replica of an app. Open unless a test closes them.</summary>
internal sealed class ReplicaGates
{
    /// <summary>Passed by every call to the sidecar, and by every call of it to its app.</summary>
    public Gate Sidecar { get; } = new();

    /// <summary>Passed by every callback over the actor stream.</summary>
    public Gate Stream { get; } = new();

    /// <summary>Everything that is connected to the sidecar.</summary>
    public ReplicaConnections Connections { get; } = new();
}
