using Mesh.Dapr;
using Mesh.Dapr.State;

namespace Mesh.Journal.Tests.Proofs;

/// <summary>Counts what is read, and lets the process die at one save: that and all later ones fail.</summary>
internal sealed class MeteredStateStore(IStateStore inner) : IStateStore
{
    private int saves;
    private int keysRead;
    private long bytesRead;
    private long bytesSaved;
    private int calls;

    /// <summary>Number of the save at which the process dies, from 1; 0 for none.</summary>
    public int DiesAtSave { get; init; }

    /// <summary>True when that save has its effect.</summary>
    public bool DiesAfter { get; init; }

    public int Saves => saves;

    public int KeysRead => keysRead;

    public int Calls => calls;

    public long BytesRead => bytesRead;

    public long BytesSaved => bytesSaved;

    public void Reset() => (keysRead, bytesRead, calls) = (0, 0, 0);

    public async Task<StateEntry?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var found = await inner.GetAsync(key, cancellationToken);
        Count([found]);
        return found;
    }

    public async Task<IReadOnlyList<StateEntry?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var found = await inner.GetManyAsync(keys, cancellationToken);
        Count(found);
        return found;
    }

    public Task CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        inner.CreateAsync(key, value, cancellationToken);

    public async Task SaveAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref saves);
        Interlocked.Add(ref bytesSaved, value.Length);
        var isDead = DiesAtSave > 0 && number >= DiesAtSave;
        if (!isDead || (number == DiesAtSave && DiesAfter))
        {
            await inner.SaveAsync(key, value, cancellationToken);
        }

        if (isDead)
        {
            throw new StateStoreException(DaprFailure.Unreachable, "the process has died");
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    private void Count(IReadOnlyList<StateEntry?> found)
    {
        Interlocked.Increment(ref calls);
        Interlocked.Add(ref keysRead, found.Count);
        Interlocked.Add(ref bytesRead, found.Sum(static entry => (long)(entry?.Value.Length ?? 0)));
    }
}
