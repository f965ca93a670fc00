using System.Buffers.Binary;

namespace Mesh.Journal.History;

/// <summary>Says that an event is to be found under a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Sequence">Number of the event's record, below 2^48.</param>
/// <param name="Index">Its place in the record, below 2^16.</param>
internal readonly record struct HistoryEntry(UInt128 Key, ulong Sequence, int Index) : IComparable<HistoryEntry>
{
    /// <summary>Bytes of the stored form: key, number, place, each big-endian.</summary>
    public const int ByteLength = 24;

    private const int IndexBits = 16;

    private ulong Place => (Sequence << IndexBits) | (uint)Index;

    public static HistoryEntry Read(ReadOnlySpan<byte> stored)
    {
        var place = BinaryPrimitives.ReadUInt64BigEndian(stored[16..]);
        return new HistoryEntry(BinaryPrimitives.ReadUInt128BigEndian(stored), place >> IndexBits, (int)(place & ushort.MaxValue));
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, Key);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], Place);
    }

    /// <summary>By key, and under one key by age.</summary>
    public int CompareTo(HistoryEntry other) =>
        Key.CompareTo(other.Key) is var byKey && byKey != 0 ? byKey : Place.CompareTo(other.Place);
}
