namespace Mesh.Dapr.Actors;

/// <summary>Hosts actor types for the own sidecar over its one actor stream, reconnecting by itself.</summary>
public interface IActorHost : IAsyncDisposable
{
    /// <summary>How it stands now.</summary>
    ActorHostState State { get; }

    /// <summary>
    /// Announces every change in order, one at a time, from the host's own thread: handlers return quickly. An exception of a handler is
    /// logged and changes nothing.
    /// </summary>
    event EventHandler<ActorHostEvent>? Changed;

    /// <summary>Starts hosting these types; returns at once. Once per instance.</summary>
    /// <param name="actors">For each actor type (a valid part of an <see cref="ActorId"/>) what serves it; at least one.</param>
    void Start(IReadOnlyDictionary<string, IActor> actors);

    /// <summary>Completes when the sidecar has registered the types; from then on actors may be placed here.</summary>
    Task WaitUntilRegisteredAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stops in order: takes no more calls (new ones are refused at once), lets those that run finish, sends their answers, then closes the
    /// stream and waits for its end; placement moves the actors away at that moment. When <paramref name="cancellationToken"/> is cancelled
    /// first, running calls are cancelled and the stream is torn down. Must be called before the app ends: a sidecar told to stop stays for
    /// as long as the stream is open. Idempotent.
    /// </summary>
    Task StopAsync(CancellationToken cancellationToken);
}
