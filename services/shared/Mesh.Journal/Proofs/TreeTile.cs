using System.Buffers.Binary;
using Mesh.Kernel;
using Mesh.Kernel.Merkle;

namespace Mesh.Journal.Proofs;

/// <summary>
/// Up to 256 subtrees of one level that stand next to each other: of each the hash and the place of its first leaf. Immutable.
/// </summary>
/// <remarks>Stored as entries of 52 bytes: hash (32), sequence (8), index (4) and time in nanoseconds (8), all big-endian.</remarks>
internal readonly struct TreeTile(ReadOnlyMemory<byte> bytes)
{
    public const int EntryBytes = MerkleHash.ByteLength + sizeof(ulong) + sizeof(int) + sizeof(long);

    private const int SequenceAt = MerkleHash.ByteLength;
    private const int IndexAt = SequenceAt + sizeof(ulong);
    private const int TimeAt = IndexAt + sizeof(int);

    public int Count => bytes.Length / EntryBytes;

    public ReadOnlyMemory<byte> Bytes => bytes;

    public static void WritePlace(Span<byte> entry, TreePlace place)
    {
        BinaryPrimitives.WriteUInt64BigEndian(entry[SequenceAt..], place.Sequence);
        BinaryPrimitives.WriteInt32BigEndian(entry[IndexAt..], place.Index);
        BinaryPrimitives.WriteInt64BigEndian(entry[TimeAt..], place.Time.UnixNanos);
    }

    public ReadOnlyMemory<byte> HashOf(int entry) => bytes.Slice(entry * EntryBytes, MerkleHash.ByteLength);

    public TreePlace PlaceOf(int entry)
    {
        var span = bytes.Span.Slice(entry * EntryBytes, EntryBytes);
        return new TreePlace(
            BinaryPrimitives.ReadUInt64BigEndian(span[SequenceAt..]),
            BinaryPrimitives.ReadInt32BigEndian(span[IndexAt..]),
            new Moment(BinaryPrimitives.ReadInt64BigEndian(span[TimeAt..])));
    }

    /// <summary>Finds the last entry whose first leaf is not after what is looked for; -1 when there is none.</summary>
    public int LastWhere(Predicate<TreePlace> isNotAfter)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = isNotAfter(PlaceOf(middle)) ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    /// <summary>Computes the root over 1, 2, 4, 8 … entries.</summary>
    public byte[] Fold(int first, int count)
    {
        var hashes = new byte[count * MerkleHash.ByteLength];
        for (var entry = 0; entry < count; entry++)
        {
            HashOf(first + entry).Span.CopyTo(hashes.AsSpan(entry * MerkleHash.ByteLength));
        }

        return MerkleHash.FoldPerfect(hashes);
    }
}
