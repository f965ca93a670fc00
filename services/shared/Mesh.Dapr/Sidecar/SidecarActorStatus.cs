namespace Mesh.Dapr.Sidecar;

/// <summary>How the actor runtime of a sidecar stands.</summary>
public enum SidecarActorStatus
{
    /// <summary>There is none: no placement service is configured, or this sidecar does not support actors.</summary>
    Disabled,

    /// <summary>No actor stream of the app is registered; actor calls through this sidecar wait for one until their deadline.</summary>
    Initializing,

    /// <summary>An actor stream is registered.</summary>
    Running,
}
