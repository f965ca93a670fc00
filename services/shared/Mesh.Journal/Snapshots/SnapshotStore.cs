using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Journal.V1;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Snapshots;

/// <summary>Snapshots as the state store holds them. A name is used once, so two writers never mix their chunks.</summary>
internal sealed class SnapshotStore(IStateStore store, Func<RecordStore> newRecordStore, int partition, ILogger logger)
{
    private const int KeptCount = 2;
    private const int LengthBytes = 4;

    // Chunks are at most 1 MiB.
    private const int ChunksReadAtOnce = 3;

    /// <summary>Reads the newest snapshot that is whole and fits; null when there is none.</summary>
    /// <param name="fits">Says whether a snapshot can be used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(Snapshot Snapshot, IReadOnlyList<ReadOnlyMemory<byte>> Slices)?> ReadNewestAsync(
        Predicate<Snapshot> fits, CancellationToken cancellationToken)
    {
        foreach (var name in (await ReadListAsync(cancellationToken)).Names.Reverse())
        {
            var stored = await ReadAsync(RecordKeys.Snapshot(partition, name), cancellationToken);
            if (stored is { } bytes && TryParse(bytes) is { } snapshot && fits(snapshot)
                && await ReadSlicesAsync(name, snapshot, cancellationToken) is { } slices)
            {
                return (snapshot, slices);
            }

            Log.SnapshotSkipped(logger, partition, name);
        }

        return null;
    }

    /// <summary>Writes a chunk of slices.</summary>
    public Task WriteChunkAsync(string name, int chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        store.SaveAsync(RecordKeys.SnapshotChunk(partition, name, chunk), bytes, cancellationToken);

    /// <summary>Writes the description, from which on the snapshot counts, and deletes what is older than the one before it.</summary>
    public async Task PublishAsync(string name, Snapshot snapshot, CancellationToken cancellationToken)
    {
        await store.SaveAsync(RecordKeys.Snapshot(partition, name), snapshot.ToByteArray(), cancellationToken);
        var list = await ReadListAsync(cancellationToken);
        list.Names.Add(name);
        var dropped = new List<string>();
        while (list.Names.Count > KeptCount)
        {
            dropped.Add(list.Names[0]);
            list.Names.RemoveAt(0);
        }

        await store.SaveAsync(RecordKeys.Snapshots(partition), list.ToByteArray(), cancellationToken);
        foreach (var old in dropped)
        {
            await DeleteAsync(old, cancellationToken);
        }
    }

    /// <summary>Puts slices behind each other, each with its length in front.</summary>
    public static void Append(Stream chunk, ReadOnlySpan<byte> slice)
    {
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt32BigEndian(length, slice.Length);
        chunk.Write(length);
        chunk.Write(slice);
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> ReadSlicesAsync(
        string name, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var slices = new List<ReadOnlyMemory<byte>>();
        foreach (var some in Enumerable.Range(0, snapshot.ChunkSha256.Count).Chunk(ChunksReadAtOnce))
        {
            string[] keys = [.. some.Select(chunk => RecordKeys.SnapshotChunk(partition, name, chunk))];
            var values = await newRecordStore().GetValuesAsync(keys, cancellationToken);
            for (var index = 0; index < some.Length; index++)
            {
                if (values[index] is not { } bytes
                    || !snapshot.ChunkSha256[some[index]].Span.SequenceEqual(SHA256.HashData(bytes.Span)))
                {
                    return null;
                }

                slices.AddRange(Split(bytes));
            }
        }

        return slices;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> chunk)
    {
        while (chunk.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(chunk.Span);
            yield return chunk.Slice(LengthBytes, length);
            chunk = chunk[(LengthBytes + length)..];
        }
    }

    private async Task<SnapshotList> ReadListAsync(CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(RecordKeys.Snapshots(partition), cancellationToken);
        try
        {
            return stored is { } bytes ? SnapshotList.Parser.ParseFrom(bytes.Span) : new SnapshotList();
        }
        catch (InvalidProtocolBufferException)
        {
            // Snapshots are for speed only.
            Log.SnapshotSkipped(logger, partition, RecordKeys.Snapshots(partition));
            return new SnapshotList();
        }
    }

    private async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var key = RecordKeys.Snapshot(partition, name);
        var stored = await ReadAsync(key, cancellationToken);
        await store.DeleteAsync(key, cancellationToken);
        var chunkCount = stored is { } bytes && TryParse(bytes) is { } snapshot ? snapshot.ChunkSha256.Count : 0;
        for (var chunk = 0; chunk < chunkCount; chunk++)
        {
            await store.DeleteAsync(RecordKeys.SnapshotChunk(partition, name, chunk), cancellationToken);
        }
    }

    private static Snapshot? TryParse(ReadOnlyMemory<byte> stored)
    {
        try
        {
            return Snapshot.Parser.ParseFrom(stored.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken) =>
        newRecordStore().GetValueAsync(key, cancellationToken);
}
