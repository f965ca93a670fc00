namespace Mesh.Sidecar.State;

/// <summary>The type <c>state.in-memory</c>: values of one app's sidecar, gone when it ends.</summary>
internal sealed class MemoryStateStore : IStateStore
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredValue> _values = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly ITimer _sweeper;

    public MemoryStateStore(TimeProvider time)
    {
        _time = time;
        _sweeper = time.CreateTimer(_ => Sweep(), state: null, SweepInterval, SweepInterval);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE", "ACTOR"];

    /// <inheritdoc/>
    public bool StoresCanonicalJson => true;

    /// <inheritdoc/>
    public ValueTask<StoredValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(Live(key));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BulkValue>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new([.. keys.Select(key => new BulkValue(key, Live(key)))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<StateOutcome> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
        TransactAsync([change], cancellationToken);

    /// <summary>Every change is checked against the state before the transaction, then all are applied.</summary>
    public ValueTask<StateOutcome> TransactAsync(IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (changes.Any(IsRefused))
            {
                return new(StateOutcome.Mismatch());
            }

            foreach (var change in changes)
            {
                Apply(change);
            }

            return new(StateOutcome.Done);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _sweeper.DisposeAsync();

    private StoredValue? Live(string key) =>
        _values.TryGetValue(key, out var value) && !(value.ExpiresAt <= _time.GetUtcNow()) ? value : null;

    /// <summary>An expired value that has not been swept yet still counts as there.</summary>
    private bool IsRefused(StateChange change)
    {
        var present = _values.GetValueOrDefault(change.Key);
        return change.Etag is { } etag
            ? present?.Etag != etag
            : change.Concurrency == StateConcurrency.FirstWrite && present is not null;
    }

    private void Apply(StateChange change)
    {
        if (change.IsDelete)
        {
            _values.Remove(change.Key);
            return;
        }

        DateTimeOffset? expiry = change.TimeToLiveSeconds is > 0 and var seconds ? _time.GetUtcNow().AddSeconds(seconds) : null;
        _values[change.Key] = new StoredValue(change.Value, Guid.NewGuid().ToString(), expiry);
    }

    private void Sweep()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var (key, value) in _values)
            {
                if (value.ExpiresAt <= now)
                {
                    _values.Remove(key);
                }
            }
        }
    }
}
