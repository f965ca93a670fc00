using System.Security.Cryptography;
using Google.Protobuf;
using Mesh.Dapr.State;
using Mesh.Journal.Records;
using Mesh.Journal.Store;
using Mesh.Journal.V1;

namespace Mesh.Journal.History;

/// <summary>
/// Segments as the state store holds them. Writing one again writes the same bytes, so it does not matter who does, or how often; its
/// description comes last, and without it nothing of it counts. Safe for concurrent use.
/// </summary>
internal sealed class SegmentStore(IStateStore store, Func<RecordStore> newRecordStore, int partition)
{
    private const int DescriptionsAtOnce = 64;

    /// <summary>Reads the descriptions of a level, from 0 to the first that is absent.</summary>
    public async Task<IReadOnlyList<HistorySegment>> ReadLevelAsync(int level, CancellationToken cancellationToken)
    {
        var found = new List<HistorySegment>();
        while (true)
        {
            string[] keys = [.. Enumerable.Range(found.Count, DescriptionsAtOnce)
                .Select(number => RecordKeys.HistorySegment(partition, level, number))];
            foreach (var entry in await ReadManyAsync(keys, cancellationToken))
            {
                if (entry is not { } stored)
                {
                    return found;
                }

                found.Add(Parse(level, found.Count, stored));
            }
        }
    }

    /// <summary>Reads a description; null when the segment is not stored.</summary>
    public async Task<HistorySegment?> ReadDescriptionAsync(int level, int number, CancellationToken cancellationToken) =>
        await ReadAsync(RecordKeys.HistorySegment(partition, level, number), cancellationToken) is { } stored
            ? Parse(level, number, stored)
            : null;

    /// <summary>Reads the filters of a described segment.</summary>
    /// <exception cref="JournalDamagedException">A filter is missing or wrong.</exception>
    public async Task<Segment> OpenAsync(int level, int number, HistorySegment described, CancellationToken cancellationToken)
    {
        var parts = new SegmentPart[described.Parts.Count];
        for (var part = 0; part < parts.Length; part++)
        {
            var stored = described.Parts[part];
            var bytes = new byte[stored.FilterByteLength];
            for (var piece = 0; piece * HistoryLimits.FilterPieceBytes < bytes.Length; piece++)
            {
                var key = RecordKeys.HistoryFilter(partition, level, number, part, piece);
                var room = bytes.AsMemory(piece * HistoryLimits.FilterPieceBytes);
                var value = await ReadAsync(key, cancellationToken) ?? throw Damaged(key);
                Require(value.Length == Math.Min(room.Length, HistoryLimits.FilterPieceBytes), key);
                value.CopyTo(room);
            }

            var isWhole = stored.FilterSha256.Span.SequenceEqual(SHA256.HashData(bytes));
            Require(isWhole, RecordKeys.HistoryFilter(partition, level, number, part, piece: 0));
            parts[part] = new SegmentPart(stored, KeyFilter.Restore((int)stored.KeyCount, stored.FilterSeed, bytes));
        }

        return new Segment(level, number, described.FirstSequence, described.LastSequence, parts);
    }

    /// <summary>Reads blocks in the order asked for.</summary>
    /// <exception cref="JournalDamagedException">A block is missing or wrong.</exception>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadBlocksAsync(
        IReadOnlyList<BlockPlace> places, CancellationToken cancellationToken)
    {
        var blocks = new List<ReadOnlyMemory<byte>>(places.Count);
        foreach (var some in places.Chunk(HistoryLimits.BlocksReadAtOnce))
        {
            string[] keys = [.. some.Select(place => RecordKeys.HistoryBlock(
                partition, place.Segment.Level, place.Segment.Number, place.Part, place.Block))];
            var entries = await ReadManyAsync(keys, cancellationToken);
            for (var index = 0; index < keys.Length; index++)
            {
                var block = entries[index] ?? throw Damaged(keys[index]);
                var described = some[index].Segment.Parts[some[index].Part].Stored.Blocks[some[index].Block];
                Require(described.Sha256.Span.SequenceEqual(SHA256.HashData(block.Span)), keys[index]);
                blocks.Add(block);
            }
        }

        return blocks;
    }

    /// <summary>Writes a part: its blocks and its filter.</summary>
    public async Task WritePartAsync(
        int level, int number, int part, SegmentPart made, IReadOnlyList<byte[]> blocks, CancellationToken cancellationToken)
    {
        var writes = new List<(string Key, ReadOnlyMemory<byte> Value)>();
        for (var block = 0; block < blocks.Count; block++)
        {
            writes.Add((RecordKeys.HistoryBlock(partition, level, number, part, block), blocks[block]));
        }

        var filter = made.Filter.Bytes;
        for (var piece = 0; piece * HistoryLimits.FilterPieceBytes < filter.Length; piece++)
        {
            var rest = filter[(piece * HistoryLimits.FilterPieceBytes)..];
            writes.Add((
                RecordKeys.HistoryFilter(partition, level, number, part, piece),
                rest[..Math.Min(rest.Length, HistoryLimits.FilterPieceBytes)]));
        }

        foreach (var some in writes.Chunk(HistoryLimits.WritesAtOnce))
        {
            await Task.WhenAll(some.Select(write => store.SaveAsync(write.Key, write.Value, cancellationToken)));
        }
    }

    /// <summary>Writes the description of a segment whose parts are written: from now on it counts.</summary>
    public Task WriteDescriptionAsync(Segment segment, CancellationToken cancellationToken)
    {
        var described = new HistorySegment
        {
            FirstSequence = segment.FirstSequence,
            LastSequence = segment.LastSequence,
            Parts = { segment.Parts.Select(part => part.Stored) },
        };
        return store.SaveAsync(
            RecordKeys.HistorySegment(partition, segment.Level, segment.Number), described.ToByteArray(), cancellationToken);
    }

    private HistorySegment Parse(int level, int number, ReadOnlyMemory<byte> stored)
    {
        try
        {
            return HistorySegment.Parser.ParseFrom(stored.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Damaged(RecordKeys.HistorySegment(partition, level, number));
        }
    }

    private Task<ReadOnlyMemory<byte>?> ReadAsync(string key, CancellationToken cancellationToken) =>
        newRecordStore().GetValueAsync(key, cancellationToken);

    private Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadManyAsync(string[] keys, CancellationToken cancellationToken) =>
        newRecordStore().GetValuesAsync(keys, cancellationToken);

    private void Require(bool isRight, string key)
    {
        if (!isRight)
        {
            throw Damaged(key);
        }
    }

    private JournalDamagedException Damaged(string key) => new(
        partition, sequence: 0,
        $"is indexed under {key}, which is missing or not what was written there. The index is derived: delete every key that begins with "
        + $"history/{partition}/ and the next start writes it anew from the records.");
}
