namespace Mesh.Dapr.State;

/// <summary>
/// One Dapr state store as seen by one app: a map from key to bytes. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Keys are not empty and do not contain <c>||</c> (<see cref="ArgumentException"/>). Values have at least one byte, because
/// postgresql v2 refuses an empty one, and because an absent key cannot be told from an empty value.
/// Every method has a time limit of its own (<see cref="Connection.DaprOptions"/>) and throws <see cref="StateStoreException"/> on every
/// failure, or <see cref="OperationCanceledException"/> if and only if the given token was cancelled; after either of the two the outcome
/// of a write is unknown. Nothing is retried inside.
/// </remarks>
public interface IStateStore
{
    /// <summary>Reads one key; null when it is absent.</summary>
    Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Reads many keys in one call. The answer has the length and order of <paramref name="keys"/>, null for each absent key; a key may be
    /// asked twice.
    /// </summary>
    /// <remarks>
    /// An error of a single item fails the whole call: it must never look like an absent key. The caller cuts its requests so that the
    /// whole answer stays below the sidecar's size limit (4 MiB by default), or the call fails with <see cref="DaprFailure.TooLarge"/>.
    /// The reads are not a snapshot: each is taken at its own moment.
    /// </remarks>
    Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Writes a key that must not exist yet: of any number of concurrent creators exactly one returns.</summary>
    /// <remarks>
    /// An error is not an answer: codes differ by store and some lie, so *any* failure throws the same way and only reading the key tells
    /// who won (and whether this very write did). Holds on every store as long as the key is never written by <see cref="SaveAsync"/>.
    /// The bytes are sent without being copied: they must not change until the task has ended.
    /// </remarks>
    Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a key whatever it held before; the last writer wins. Never use it on a key that <see cref="CreateAsync"/> writes.
    /// </summary>
    /// <remarks>The bytes are sent without being copied: they must not change until the task has ended.</remarks>
    Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>Deletes a key; an absent one is a success.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
