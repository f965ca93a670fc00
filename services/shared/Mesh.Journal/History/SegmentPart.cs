using System.Buffers.Binary;
using Mesh.Journal.V1;

namespace Mesh.Journal.History;

/// <summary>What of a part of a segment is kept in memory: where its blocks begin, and its filter. Immutable.</summary>
internal sealed class SegmentPart
{
    private readonly UInt128[] firstKeys;

    public SegmentPart(HistoryPart stored, KeyFilter filter)
    {
        Stored = stored;
        Filter = filter;
        firstKeys = [.. stored.Blocks.Select(block => BinaryPrimitives.ReadUInt128BigEndian(block.FirstKey.Span))];
        LastKey = BinaryPrimitives.ReadUInt128BigEndian(stored.LastKey.Span);
    }

    /// <summary>The stored description.</summary>
    public HistoryPart Stored { get; }

    public KeyFilter Filter { get; }

    public UInt128 LastKey { get; }

    public bool MayContain(UInt128 key) => key >= firstKeys[0] && key <= LastKey && Filter.MayContain(key);

    /// <summary>Gets the blocks that may have entries of a key: mostly one, more when a key's entries go on in the next.</summary>
    public Range BlocksOf(UInt128 key)
    {
        var at = Array.BinarySearch(firstKeys, key);

        // Not a first key: the block before the next larger one. A first key: its entries may begin at the end of the block before.
        var last = at < 0 ? ~at - 1 : at;
        while (last + 1 < firstKeys.Length && firstKeys[last + 1] == key)
        {
            last++;
        }

        var first = at < 0 ? last : at;
        while (first > 0 && firstKeys[first] == key)
        {
            first--;
        }

        return first..(last + 1);
    }
}
