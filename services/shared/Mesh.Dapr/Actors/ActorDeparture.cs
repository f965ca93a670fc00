namespace Mesh.Dapr.Actors;

/// <summary>Why an actor is not (known to be) placed here any more.</summary>
public enum ActorDeparture
{
    /// <summary>The sidecar said so: idle for long, moved to another replica, or placement was lost.</summary>
    Deactivated,

    /// <summary>The actor stream broke: the sidecar has withdrawn all types of this app and placement moves its actors at once.</summary>
    StreamLost,

    /// <summary>This host is stopping.</summary>
    Stopping,
}
