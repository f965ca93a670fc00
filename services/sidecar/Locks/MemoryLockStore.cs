namespace Mesh.Sidecar.Locks;

/// <summary>
/// The type <c>lock.in-memory</c>, which Dapr does not have: leases of one run, shared by its apps as those of a redis would be.
/// </summary>
internal sealed class MemoryLockStore(TimeProvider time) : ILockStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<bool> TryLockAsync(string key, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_leases.TryGetValue(key, out var present) && present.ExpiresAt > now)
            {
                return Task.FromResult(false);
            }

            _leases[key] = new Lease(owner, now + lease);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public Task<LockRelease> UnlockAsync(string key, string owner, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_leases.TryGetValue(key, out var present) || present.ExpiresAt <= time.GetUtcNow())
            {
                _leases.Remove(key);
                return Task.FromResult(LockRelease.Absent);
            }

            if (present.Owner != owner)
            {
                return Task.FromResult(LockRelease.OwnedByOther);
            }

            _leases.Remove(key);
            return Task.FromResult(LockRelease.Released);
        }
    }

    private sealed record Lease(string Owner, DateTimeOffset ExpiresAt);
}
