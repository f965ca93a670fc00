namespace Mesh.Sidecar.Locks;

/// <summary>A store of leases. A hint, never safety: no renewal and no fencing.</summary>
internal interface ILockStore
{
    /// <summary>Takes a lease when nobody has it, not even the same owner.</summary>
    /// <exception cref="LockException">The store failed.</exception>
    Task<bool> TryLockAsync(string key, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Gives it back.</summary>
    /// <exception cref="LockException">The store failed.</exception>
    Task<LockRelease> UnlockAsync(string key, string owner, CancellationToken cancellationToken);
}

/// <summary>What became of a release.</summary>
internal enum LockRelease
{
    /// <summary>It was the owner's and is free now.</summary>
    Released,

    /// <summary>Nobody has it; it may have expired.</summary>
    Absent,

    /// <summary>Somebody else has it.</summary>
    OwnedByOther,
}

/// <summary>A lock store failed; the message is the store's.</summary>
internal sealed class LockException(string message, Exception? cause = null) : Exception(message, cause);
