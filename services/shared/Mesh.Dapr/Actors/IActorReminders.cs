namespace Mesh.Dapr.Actors;

/// <summary>Durable wake-ups of the actors that this app hosts. They survive restarts and moves, and may fire more than once.</summary>
public interface IActorReminders
{
    /// <summary>Registers a reminder, replacing one of the same name.</summary>
    /// <param name="actor">An actor of a type hosted by this app (others are refused with <see cref="DaprFailure.Denied"/>).</param>
    /// <param name="name">Unique within the actor; not empty.</param>
    /// <param name="schedule">When it is due.</param>
    /// <param name="data">Handed back on every firing; may be empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ActorException">The call failed; the reminder may be registered all the same.</exception>
    Task RegisterAsync(
        ActorId actor, string name, ReminderSchedule schedule, ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Removes a reminder; an absent one is a success. The only way to end a repeating one.</summary>
    /// <exception cref="ActorException">The call failed; the reminder may be gone all the same.</exception>
    Task UnregisterAsync(ActorId actor, string name, CancellationToken cancellationToken);
}
