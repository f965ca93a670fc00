using Google.Protobuf;
using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Journal.V1;

namespace Mesh.Journal.Proofs;

/// <summary>
/// The tree of a partition as the state store holds it. Values are written by plain saves: again, late or by another replica, they are the
/// same. Only the checkpoint differs, and an older one merely costs reading some records again. Safe for concurrent use.
/// </summary>
internal sealed class TreeStore(IStateStore store, Func<RecordStore> newRecordStore, int partition)
{
    /// <summary>Reads the checkpoint; null when there is none.</summary>
    /// <exception cref="ProofsDamagedException">What is stored is no checkpoint.</exception>
    public async Task<ProofCheckpoint?> ReadCheckpointAsync(CancellationToken cancellationToken)
    {
        var key = RecordKeys.ProofCheckpoint(partition);
        var stored = await ReadAsync(key, cancellationToken);
        try
        {
            return stored is { } value ? ProofCheckpoint.Parser.ParseFrom(value.Span) : null;
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new ProofsDamagedException(partition, key, malformed);
        }
    }

    /// <summary>Reads a full tile.</summary>
    /// <exception cref="ProofsDamagedException">It is missing or not a full tile.</exception>
    public async Task<TreeTile> ReadTileAsync(int level, ulong number, CancellationToken cancellationToken)
    {
        var key = RecordKeys.ProofTile(partition, level, number);
        return await ReadAsync(key, cancellationToken) is { Length: ProofLimits.TileEntries * TreeTile.EntryBytes } bytes
            ? new TreeTile(bytes)
            : throw new ProofsDamagedException(partition, key);
    }

    /// <summary>Reads any value; null when it is absent.</summary>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken) =>
        newRecordStore().GetValueAsync(key, cancellationToken);

    public Task WriteAsync(ProofValue value, CancellationToken cancellationToken) =>
        store.SaveAsync(value.Key, value.Bytes, cancellationToken);

    /// <summary>Saves a checkpoint. What was completed before it has to be written by then.</summary>
    public Task WriteCheckpointAsync(ProofCheckpoint checkpoint, CancellationToken cancellationToken) =>
        store.SaveAsync(RecordKeys.ProofCheckpoint(partition), checkpoint.ToByteArray(), cancellationToken);
}
