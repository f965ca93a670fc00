using Mesh.Dapr.State;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>A store that fails once, when the test says so, in a way that no rule covers: whoever writes then ends.</summary>
internal sealed class BrokenOnceStore(IStateStore inner) : IStateStore
{
    private int isBroken;

    public void Break() => Volatile.Write(ref isBroken, 1);

    public Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        inner.GetManyAsync(keys, cancellationToken);

    public Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref isBroken, 0) == 1
            ? throw new InvalidOperationException("The store broke.")
            : inner.CreateAsync(key, value, cancellationToken);

    public Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        inner.SaveAsync(key, value, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
}
