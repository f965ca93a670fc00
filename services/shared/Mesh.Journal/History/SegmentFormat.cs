using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using Mesh.Journal.V1;

namespace Mesh.Journal.History;

/// <summary>Turns sorted entries into blocks and filters, and blocks into entries. The same entries give the same bytes.</summary>
internal static class SegmentFormat
{
    /// <summary>Makes a part of sorted entries.</summary>
    /// <param name="entries">1 to <see cref="HistoryLimits.PartEntriesMax"/> entries, sorted.</param>
    public static (SegmentPart Part, IReadOnlyList<byte[]> Blocks) MakePart(ReadOnlySpan<HistoryEntry> entries)
    {
        var keys = DifferentKeys(entries);
        var filter = KeyFilter.Build(keys);
        var stored = new HistoryPart
        {
            LastKey = ToBytes(keys[^1]),
            KeyCount = (uint)keys.Length,
            FilterSeed = filter.Seed,
            FilterByteLength = (uint)filter.Bytes.Length,
            FilterSha256 = ByteString.CopyFrom(SHA256.HashData(filter.Bytes.Span)),
        };
        var blocks = new List<byte[]>();
        for (var first = 0; first < entries.Length; first += HistoryLimits.BlockEntriesMax)
        {
            var block = MakeBlock(entries[first..Math.Min(entries.Length, first + HistoryLimits.BlockEntriesMax)]);
            blocks.Add(block);
            stored.Blocks.Add(new HistoryBlock
            {
                FirstKey = ToBytes(entries[first].Key),
                Sha256 = ByteString.CopyFrom(SHA256.HashData(block)),
            });
        }

        return (new SegmentPart(stored, filter), blocks);
    }

    /// <summary>Finds the entries of a key in a block.</summary>
    public static void Find(ReadOnlySpan<byte> block, UInt128 key, ICollection<HistoryEntry> found)
    {
        var (low, high) = (0, block.Length / HistoryEntry.ByteLength);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = KeyAt(block, middle) < key ? (middle + 1, high) : (low, middle);
        }

        for (var at = low; at < block.Length / HistoryEntry.ByteLength && KeyAt(block, at) == key; at++)
        {
            found.Add(HistoryEntry.Read(block[(at * HistoryEntry.ByteLength)..]));
        }
    }

    /// <summary>Reads all entries of a block.</summary>
    public static IEnumerable<HistoryEntry> ReadAll(ReadOnlyMemory<byte> block)
    {
        for (var at = 0; at < block.Length; at += HistoryEntry.ByteLength)
        {
            yield return HistoryEntry.Read(block.Span[at..]);
        }
    }

    private static byte[] MakeBlock(ReadOnlySpan<HistoryEntry> entries)
    {
        var block = new byte[entries.Length * HistoryEntry.ByteLength];
        for (var index = 0; index < entries.Length; index++)
        {
            entries[index].Write(block.AsSpan(index * HistoryEntry.ByteLength));
        }

        return block;
    }

    private static UInt128[] DifferentKeys(ReadOnlySpan<HistoryEntry> entries)
    {
        var keys = new UInt128[entries.Length];
        var count = 0;
        foreach (var entry in entries)
        {
            if (count == 0 || keys[count - 1] != entry.Key)
            {
                keys[count++] = entry.Key;
            }
        }

        return keys[..count];
    }

    private static UInt128 KeyAt(ReadOnlySpan<byte> block, int index) =>
        BinaryPrimitives.ReadUInt128BigEndian(block[(index * HistoryEntry.ByteLength)..]);

    private static ByteString ToBytes(UInt128 key)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
