using System.Globalization;
using Mesh.Dapr;
using Mesh.Dapr.State;

namespace Mesh.Testing.State;

/// <summary>A state store in memory that keeps every promise of the port, and nothing else: the shortest true implementation.</summary>
public sealed class InMemoryStateStore : IStateStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StateEntry> entries = new(StringComparer.Ordinal);
    private long writes;

    /// <summary>Keys that are present, in no promised order.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (gate)
            {
                return [.. entries.Keys];
            }
        }
    }

    /// <inheritdoc/>
    public Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken) => Answer([key], () => Find(key), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<StateEntry?>>(keys, () => [.. keys.Select(Find)], cancellationToken);

    /// <inheritdoc/>
    public Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        Answer([key], () => entries.ContainsKey(key) ? throw Present(key) : Write(key, value), cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        Answer([key], () => Write(key, value), cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Answer([key], () => entries.Remove(key), cancellationToken);

    private StateEntry? Find(string key) => entries.GetValueOrDefault(key);

    private StateEntry Write(string key, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty)
        {
            throw new ArgumentException("A value has at least one byte.", nameof(value));
        }

        writes++;
        return entries[key] = new StateEntry(value.ToArray(), writes.ToString(CultureInfo.InvariantCulture));
    }

    private static StateStoreException Present(string key) =>
        new(DaprFailure.Conflicted, $"possible etag mismatch: key '{key}' is present");

    private Task<TAnswer> Answer<TAnswer>(IReadOnlyList<string> keys, Func<TAnswer> operation, CancellationToken cancellationToken)
    {
        if (keys.FirstOrDefault(key => key.Length == 0 || key.Contains("||", StringComparison.Ordinal)) is { } illegal)
        {
            throw new ArgumentException($"'{illegal}' is not a key.", nameof(keys));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TAnswer>(cancellationToken);
        }

        try
        {
            lock (gate)
            {
                return Task.FromResult(operation());
            }
        }
        catch (StateStoreException failure)
        {
            return Task.FromException<TAnswer>(failure);
        }
    }
}
