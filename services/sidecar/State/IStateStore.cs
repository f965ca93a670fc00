namespace Mesh.Sidecar.State;

/// <summary>A store of values under keys. Refusals are values; an exception means that a read failed or the caller gave up.</summary>
internal interface IStateStore : IAsyncDisposable
{
    /// <summary>What metadata lists as the component's capabilities.</summary>
    IReadOnlyList<string> Capabilities { get; }

    /// <summary>True when a JSON value is stored with sorted keys and escapes, as Go's encoder writes it.</summary>
    bool StoresCanonicalJson { get; }

    /// <summary>Reads one key; null when absent or expired.</summary>
    /// <exception cref="StateReadException">The store failed.</exception>
    ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads many keys, in the store's own order, missing ones included.</summary>
    /// <exception cref="StateReadException">The store failed as a whole.</exception>
    ValueTask<IReadOnlyList<BulkValue>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Makes one change. A call that returns <see cref="StateOutcomeKind.Done"/> is as durable as the store can make it.</summary>
    ValueTask<StateOutcome> ApplyAsync(StateChange change, CancellationToken cancellationToken);

    /// <summary>Makes all changes, atomically where the store can. The outcome is the first that is not done.</summary>
    ValueTask<StateOutcome> TransactAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken);
}
