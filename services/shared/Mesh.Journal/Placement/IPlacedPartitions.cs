using Mesh.Dapr.Actors;

namespace Mesh.Journal.Placement;

/// <summary>What placement may do with the partitions of this replica.</summary>
internal interface IPlacedPartitions
{
    /// <summary>Gets the partition's number out of an actor's name.</summary>
    /// <exception cref="ArgumentException">The actor is no partition of this service.</exception>
    int NumberOf(ActorId actor);

    /// <summary>Makes this replica the owner of a partition.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">It cannot be now.</exception>
    Task WakeHereAsync(int number);

    /// <summary>
    /// Placement has withdrawn a partition from this replica, for whatever reason: it is asked again soon. Ownership does not change by
    /// this, but by the claim of whoever placement names then; so nothing stands still when placement is away.
    /// </summary>
    void Withdraw(int number);

    /// <summary>Passes a reminder to the observer, waking the partition if need be.</summary>
    Task RemindAsync(int number, string name, CancellationToken cancellationToken);
}
