using System.Buffers.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Dapr.Actors;

/// <summary>
/// Undoes what the sidecar does to a reminder's data: bytes registered over gRPC come back as a BytesValue that holds them as quoted base64
/// (contract 7.7).
/// </summary>
internal static class ReminderData
{
    public static ReadOnlyMemory<byte> Decode(Any? data)
    {
        if (data is null || data.Value.IsEmpty)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var bytes = data.TryUnpack<BytesValue>(out var value) ? value.Value : data.Value;
        return Unquote(bytes.Span) is { } text && TryFromBase64(text) is { } decoded ? decoded : bytes.Memory;
    }

    private static byte[]? Unquote(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 2 && bytes[0] == '"' && bytes[^1] == '"' ? bytes[1..^1].ToArray() : null;

    private static byte[]? TryFromBase64(byte[] text)
    {
        if (!Base64.IsValid(text, out var length))
        {
            return null;
        }

        var decoded = new byte[length];
        return Base64.DecodeFromUtf8(text, decoded, out _, out var written) == System.Buffers.OperationStatus.Done && written == length
            ? decoded
            : null;
    }
}
