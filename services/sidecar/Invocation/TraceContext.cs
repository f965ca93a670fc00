using System.Buffers;

namespace Mesh.Sidecar.Invocation;

/// <summary>A trace as a sidecar passes it on, in both of the forms that it uses.</summary>
/// <param name="TraceParent">W3C's header.</param>
/// <param name="Binary">The same as gRPC's binary header, in base64.</param>
internal sealed record TraceContext(string TraceParent, string Binary)
{
    private const int BinaryLength = 29;

    /// <summary>A trace that does not exist: what daprd adds when the caller brought none.</summary>
    public static TraceContext None { get; } = new(
        "00-00000000000000000000000000000000-0000000000000000-00", ToBinary("00000000000000000000000000000000", "0000000000000000", "00"));

    /// <summary>Reads the caller's header; a malformed one counts as none.</summary>
    public static TraceContext Of(string? traceParent)
    {
        if (string.IsNullOrEmpty(traceParent) || traceParent.Split('-') is not [{ Length: 2 }, { Length: 32 } trace, { Length: 16 } span,
            { Length: 2 } flags])
        {
            return None;
        }

        return IsHex(trace) && IsHex(span) && IsHex(flags) ? new TraceContext(traceParent, ToBinary(trace, span, flags)) : None;
    }

    /// <summary>Version 0, then three fields that each begin with their number.</summary>
    private static string ToBinary(string trace, string span, string flags)
    {
        var bytes = new byte[BinaryLength];
        Convert.FromHexString(trace, bytes.AsSpan(2, 16), out _, out _);
        bytes[18] = 1;
        Convert.FromHexString(span, bytes.AsSpan(19, 8), out _, out _);
        bytes[27] = 2;
        Convert.FromHexString(flags, bytes.AsSpan(28, 1), out _, out _);
        return Convert.ToBase64String(bytes);
    }

    private static bool IsHex(string text) => text.All(char.IsAsciiHexDigit);
}
