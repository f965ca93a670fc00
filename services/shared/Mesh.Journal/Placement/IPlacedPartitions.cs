using Mesh.Dapr.Actors;

namespace Mesh.Journal.Placement;

/// <summary>What placement may do with the partitions of this replica.</summary>
internal interface IPlacedPartitions
{
    /// <summary>Gets the partition's number out of an actor's name.</summary>
    /// <exception cref="ArgumentException">The actor is no partition of this service.</exception>
    int NumberOf(ActorId actor);

    /// <summary>Activates a partition on this replica.</summary>
    Task WakeHereAsync(int number);

    /// <summary>Ends the activation of a partition on this replica, in order.</summary>
    Task RestAsync(int number, CancellationToken cancellationToken);

    /// <summary>Passes a reminder to the observer, waking the partition if need be.</summary>
    Task RemindAsync(int number, string name, CancellationToken cancellationToken);
}
