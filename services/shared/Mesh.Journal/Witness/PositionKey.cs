using System.Security.Cryptography;
using Mesh.Dapr.State;
using Mesh.Journal.Loop;
using Mesh.Journal.Records;
using Mesh.Kernel;

namespace Mesh.Journal.Witness;

/// <summary>
/// The key that seals positions: made by whichever replica needs it first, and kept in the state store, which holds all that it protects.
/// </summary>
internal sealed class PositionKey(IStateStore store)
{
    private byte[]? known;

    /// <summary>Gets the key.</summary>
    /// <exception cref="ServiceUnavailableException">The store does not answer, or holds no key there.</exception>
    public async Task<byte[]> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref known) is { } key)
        {
            return key;
        }

        try
        {
            key = await ReadAsync(cancellationToken) ?? await CreateAsync(cancellationToken);
        }
        catch (StateStoreException failure)
        {
            throw Refusal.StoreInTrouble(partition: 0, failure);
        }

        Volatile.Write(ref known, key);
        return key;
    }

    private async Task<byte[]> CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.CreateAsync(
                RecordKeys.PositionKey, RandomNumberGenerator.GetBytes(WitnessLimits.KeyBytes), cancellationToken);
        }
        catch (StateStoreException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another replica may have been first, or the store may have done it and failed to say so: what is stored decides.
        }

        return await ReadAsync(cancellationToken) ?? throw new ServiceUnavailableException(
            $"The key under {RecordKeys.PositionKey} could not be stored.", outcomeUnknown: false, JournalLimits.RetryAfter);
    }

    private async Task<byte[]?> ReadAsync(CancellationToken cancellationToken) =>
        (await store.GetAsync(RecordKeys.PositionKey, cancellationToken))?.Value.ToArray();
}
