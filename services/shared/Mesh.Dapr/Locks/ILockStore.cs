namespace Mesh.Dapr.Locks;

/// <summary>
/// One Dapr lock store. For politeness only ("one replica refreshes the list"), never for correctness: there is no renewal and no fencing,
/// and a holder that stalls past its lease does not learn that another holds the lock.
/// </summary>
/// <remarks>By default a lock is per app-id; a component with <c>keyPrefix: name</c> shares it between services.</remarks>
public interface ILockStore
{
    /// <summary>Tries once to take the lock; false when somebody (this owner included: it is not re-entrant) holds it.</summary>
    /// <param name="resource">What is locked; not empty, without <c>||</c>.</param>
    /// <param name="owner">Who asks; unique per attempt to hold it, not empty.</param>
    /// <param name="lease">After this time it is free again; at least one second, rounded up to whole seconds.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LockStoreException">The call failed; the lock may be held all the same, until the lease ends.</exception>
    Task<bool> TryAcquireAsync(string resource, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Gives the lock back.</summary>
    /// <exception cref="LockStoreException">The call failed; the lock ends with its lease.</exception>
    Task<LockRelease> ReleaseAsync(string resource, string owner, CancellationToken cancellationToken);
}
