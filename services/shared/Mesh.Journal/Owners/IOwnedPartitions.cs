using Mesh.Journal.V1;

namespace Mesh.Journal.Owners;

/// <summary>The partitions of a service, for whoever has to know who owns which and not what is in them.</summary>
internal interface IOwnedPartitions
{
    /// <summary>Number of partitions.</summary>
    int Count { get; }

    /// <summary>Gets the partition that a tenant lives in.</summary>
    int NumberOf(string tenant);

    /// <summary>Says who owns a partition. Never waits.</summary>
    OwnerView OwnerOf(int number);

    /// <summary>Makes this replica the owner of a partition.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">It cannot be now, or another replica came first.</exception>
    Task OwnAsync(int number, ClaimReason reason);

    /// <summary>Reads to the head of a partition, so that <see cref="OwnerOf"/> knows the newest writer.</summary>
    /// <exception cref="Mesh.Kernel.ServiceUnavailableException">The store does not answer.</exception>
    Task CatchUpAsync(int number, CancellationToken cancellationToken);

    /// <summary>Takes note of what an owner tells of its head: a follower that is behind catches up soon.</summary>
    void HearOf(int number, ulong head);

    /// <summary>An owner cannot be reached any more: placement is asked again for what it owned.</summary>
    void OwnerLost(string address);
}
