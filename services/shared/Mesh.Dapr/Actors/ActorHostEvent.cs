namespace Mesh.Dapr.Actors;

/// <summary>Something that happened to an actor host. Closed: the nested records are all there is.</summary>
public abstract record ActorHostEvent
{
    private ActorHostEvent()
    {
    }

    /// <summary>The sidecar has accepted the stream and registered the types.</summary>
    public sealed record Registered : ActorHostEvent;

    /// <summary>The first callback for an actor arrived: placement has put it here.</summary>
    public sealed record Placed(ActorId Actor) : ActorHostEvent;

    /// <summary>The actor is not (known to be) placed here any more; its handler is told as well.</summary>
    public sealed record Departed(ActorId Actor, ActorDeparture Reason) : ActorHostEvent;

    /// <summary>
    /// The stream broke and is being opened again; a <see cref="Departed"/> for every placed actor came just before. Null cause: the
    /// sidecar ended it.
    /// </summary>
    public sealed record StreamLost(Exception? Cause) : ActorHostEvent;

    /// <summary>The host has stopped for good.</summary>
    public sealed record Stopped : ActorHostEvent;
}
