using System.Buffers.Binary;
using Google.Protobuf;

namespace Mesh.Risk.Service.Partition;

/// <summary>Identifiers as they are stored: 16 big-endian bytes instead of 32 digits, or none for an absent one.</summary>
internal static class StoredIds
{
    private const int ByteLength = 16;

    public static ByteString BytesOf(UInt128 value)
    {
        var bytes = new byte[ByteLength];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    public static ByteString BytesOf(string lowerHex) =>
        lowerHex.Length == 0 ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(Convert.FromHexString(lowerHex));

    /// <exception cref="InvalidDataException">There are not 16 bytes.</exception>
    public static UInt128 ValueOf(ByteString stored) => stored.Length == ByteLength
        ? BinaryPrimitives.ReadUInt128BigEndian(stored.Span)
        : throw new InvalidDataException($"A stored risk event has an identifier of {stored.Length} bytes instead of {ByteLength}.");

    public static string LowerHexOf(ByteString stored) => Convert.ToHexStringLower(stored.Span);
}
