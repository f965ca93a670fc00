namespace Mesh.Dapr.Actors;

/// <summary>Life of an actor host: Created → Connecting ⇄ Registered → Stopping → Stopped.</summary>
public enum ActorHostState
{
    /// <summary>Not started.</summary>
    Created,

    /// <summary>No stream, or not accepted yet: nothing is placed here.</summary>
    Connecting,

    /// <summary>The sidecar has registered the types: actors may be placed here.</summary>
    Registered,

    /// <summary>Finishing what runs.</summary>
    Stopping,

    /// <summary>The stream has ended for good.</summary>
    Stopped,
}
