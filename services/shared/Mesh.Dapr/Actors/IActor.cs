namespace Mesh.Dapr.Actors;

/// <summary>
/// What an app does for one actor type; one instance serves every actor of the type. Called concurrently, even for one and the same actor:
/// Dapr's turn is freed at the caller's deadline while the call still runs, and a call may be delivered twice. So serialise and deduplicate
/// inside.
/// </summary>
public interface IActor
{
    /// <summary>Answers a call.</summary>
    /// <returns>
    /// The answer's bytes. Dapr gives the caller no error flag, so an outcome that the caller must understand belongs into them; an
    /// exception reaches the caller only as <see cref="ActorException"/> with its message.
    /// </returns>
    Task<ReadOnlyMemory<byte>> InvokeAsync(ActorCall call, CancellationToken cancellationToken);

    /// <summary>
    /// Is woken by a reminder: at least once per due time, and possibly on another replica than the one that registered it.
    /// </summary>
    /// <remarks>An exception lets Dapr try again (every second, three times by default).</remarks>
    Task RemindAsync(ActorReminder reminder, CancellationToken cancellationToken);

    /// <summary>Is woken by a timer; timers live in the memory of the sidecar only.</summary>
    Task FireTimerAsync(ActorReminder timer, CancellationToken cancellationToken);

    /// <summary>
    /// Learns that an actor is not placed here any more (or is idle, or the stream was lost and placement may have moved it). It may be
    /// placed here again at any time, and calls for it may still run.
    /// </summary>
    Task DeactivateAsync(ActorId actor, ActorDeparture reason, CancellationToken cancellationToken);
}
