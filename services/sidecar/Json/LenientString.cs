using System.Globalization;
using System.Text;

namespace Mesh.Sidecar.Json;

/// <summary>Reads the inside of a JSON string as Go does: whatever is no character becomes U+FFFD, and nothing is refused.</summary>
internal static class LenientString
{
    /// <summary>Reads it.</summary>
    /// <param name="raw">What is between the quotes, escapes included; known to be of JSON's grammar.</param>
    public static string Read(ReadOnlySpan<byte> raw)
    {
        var escaped = Encoding.UTF8.GetString(raw);
        var text = new StringBuilder(escaped.Length);
        for (var at = 0; at < escaped.Length; at++)
        {
            if (escaped[at] != '\\')
            {
                text.Append(escaped[at]);
                continue;
            }

            at++;
            if (escaped[at] == 'u')
            {
                text.Append((char)int.Parse(escaped.AsSpan(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 4;
            }
            else
            {
                text.Append(Unescaped(escaped[at]));
            }
        }

        // Encoding replaces halves of surrogate pairs.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static char Unescaped(char letter) => letter switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => letter,
    };
}
