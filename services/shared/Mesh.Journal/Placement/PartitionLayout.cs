using Google.Protobuf;
using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Mesh.Journal.V1;

namespace Mesh.Journal.Placement;

/// <summary>
/// The number of partitions, which is fixed when a store is first used: another number would send tenants to other journals.
/// </summary>
internal static class PartitionLayout
{
    /// <summary>Records the layout of a new store, or checks it against the one that is recorded.</summary>
    /// <exception cref="JournalStartException">The store belongs to another layout, or it does not answer.</exception>
    public static async Task EnsureAsync(IStateStore store, string service, int partitionCount, CancellationToken cancellationToken)
    {
        var wanted = new JournalLayout { Service = service, PartitionCount = (uint)partitionCount };
        var found = await ReadAsync(store, cancellationToken) ?? await CreateAsync(store, wanted, cancellationToken);
        if (!found.Equals(wanted))
        {
            throw new JournalStartException(
                $"the state store was first used by service '{found.Service}' with {found.PartitionCount} partitions, but this is " +
                $"service '{service}' with " +
                $"{partitionCount}: set Mesh:Partitions (MESH_PARTITIONS) to {found.PartitionCount}, or use another store.");
        }
    }

    private static async Task<JournalLayout> CreateAsync(IStateStore store, JournalLayout wanted, CancellationToken cancellationToken)
    {
        StateStoreException? createFailure = null;
        try
        {
            await store.CreateAsync(RecordKeys.Layout, wanted.ToByteArray(), cancellationToken);
        }
        catch (StateStoreException failure)
        {
            // Another replica may have been first, or the store may have done it and failed to say so: what is stored decides.
            createFailure = failure;
        }

        return await ReadAsync(store, cancellationToken)
            ?? throw new JournalStartException("the number of partitions could not be recorded in the state store.", createFailure);
    }

    private static async Task<JournalLayout?> ReadAsync(IStateStore store, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await store.GetAsync(RecordKeys.Layout, cancellationToken);
            return stored is null ? null : JournalLayout.Parser.ParseFrom(stored.Value.Span);
        }
        catch (StateStoreException failure)
        {
            throw new JournalStartException($"the state store does not answer: {failure.Message}", failure);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new JournalStartException(
                $"key '{RecordKeys.Layout}' of the state store holds something else than a number of partitions.", malformed);
        }
    }
}
