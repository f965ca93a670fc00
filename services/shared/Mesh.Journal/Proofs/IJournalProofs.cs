using Mesh.Kernel;

namespace Mesh.Journal.Proofs;

/// <summary>Proofs of what is in the journal of a service, for auditors and clients. Nothing here changes what a client sees.</summary>
/// <remarks>
/// All of them see every command that was acknowledged before the call. Every proof was checked before it is given. They throw
/// <see cref="ResourceNotFoundException"/> (<c>PARTITION_NOT_FOUND</c>, <c>EVENT_NOT_FOUND</c>, <c>TREE_SIZE_NOT_REACHED</c>) and
/// <see cref="ServiceUnavailableException"/>, the latter also while the journal or the stored tree is damaged.
/// </remarks>
public interface IJournalProofs
{
    /// <summary>Gets the head of a tree.</summary>
    /// <param name="partition">Number of the partition.</param>
    /// <param name="size">Leaves of the tree; 0 for the tree of now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TreeHead> GetHeadAsync(int partition, ulong size, CancellationToken cancellationToken);

    /// <summary>Proves the event at a place of the journal.</summary>
    /// <param name="partition">Number of the partition.</param>
    /// <param name="sequence">Number of the record.</param>
    /// <param name="index">Place of the event in it, from 0.</param>
    /// <param name="size">Leaves of the tree to prove it in; 0 for the tree of now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<EventProof> ProveAsync(int partition, ulong sequence, int index, ulong size, CancellationToken cancellationToken);

    /// <summary>Proves the event that happened at a time, which no other event of the partition has.</summary>
    /// <param name="partition">Number of the partition.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="size">Leaves of the tree to prove it in; 0 for the tree of now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<EventProof> ProveAsync(int partition, Moment time, ulong size, CancellationToken cancellationToken);

    /// <summary>Proves that a tree begins with an older one.</summary>
    /// <param name="partition">Number of the partition.</param>
    /// <param name="oldSize">Leaves of the older tree.</param>
    /// <param name="size">Leaves of the tree; 0 for the tree of now.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<GrowthProof> ProveGrowthAsync(int partition, ulong oldSize, ulong size, CancellationToken cancellationToken);
}
