using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Mesh.Sidecar.Json;

/// <summary>
/// Writes JSON as a Go program does that has decoded it into untyped values: numbers have gone through float64, so whole numbers above 2^53
/// change; keys are sorted by bytes and <c>&lt;&gt;&amp;</c> are escaped, unless told otherwise.
/// </summary>
internal static class GoJson
{
    // 2^53: every whole number up to it is a float64.
    private const long LargestExact = 9_007_199_254_740_992;

    /// <summary>Go reads 10,000 levels and refuses the next (encoding/json, maxNestingDepth).</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 10_000 };

    /// <summary>Rewrites a JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="isCanonical">True sorts keys and escapes, as Go's own encoder does; false keeps order and characters.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static byte[] Rewrite(ReadOnlyMemory<byte> json, bool isCanonical)
    {
        using var document = JsonDocument.Parse(json, Deep);
        return Write(document.RootElement, isCanonical);
    }

    /// <summary>Writes a value.</summary>
    /// <exception cref="JsonException">A number is beyond a float64, or it is nested deeper than this thread can follow.</exception>
    public static byte[] Write(JsonElement value, bool isCanonical)
    {
        var text = new StringBuilder();
        Append(text, value, isCanonical);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Says whether a whole number inside a value is written as another one.</summary>
    /// <exception cref="JsonException">It is nested deeper than this thread can follow.</exception>
    public static bool Rounds(JsonElement value)
    {
        RequireStack();
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out var exact) && decimal.IsInteger(exact) && Math.Abs(exact) > LargestExact
                && (decimal)value.GetDouble() != exact,
            JsonValueKind.Array => value.EnumerateArray().Any(Rounds),
            JsonValueKind.Object => value.EnumerateObject().Any(member => Rounds(member.Value)),
            _ => false,
        };
    }

    /// <summary>
    /// Writes a number as Go's encoder does: the shortest digits that read back, with an exponent below 1e-6 and from 1e21.
    /// </summary>
    public static string Number(double number)
    {
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var size = Math.Abs(number);
        var isPlain = size == 0 || (size >= 1e-6 && size < 1e21);
        var exponentAt = shortest.IndexOf('E', StringComparison.Ordinal);
        if (isPlain)
        {
            return exponentAt < 0 ? shortest : decimal.TryParse(
                shortest, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
                ? exact.ToString("0.#############################", CultureInfo.InvariantCulture)
                : shortest;
        }

        var scientific = exponentAt < 0 ? number.ToString("0.################e+0", CultureInfo.InvariantCulture) : shortest;
        return Exponent(scientific.Replace('E', 'e'));
    }

    /// <summary>Reads a string; what is no character in it, half a surrogate pair or bytes that are not UTF-8, is U+FFFD.</summary>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return LenientString.Read(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
        }
    }

    /// <summary>Reads the name of a member, likewise.</summary>
    public static string Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return LenientString.Read(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    /// <summary>The members of an object by name; a repeated name keeps its last value.</summary>
    public static Dictionary<string, JsonElement> Members(JsonElement value)
    {
        Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            members[Name(member)] = member.Value;
        }

        return members;
    }

    /// <summary>Reads a number as Go does into an untyped value.</summary>
    /// <exception cref="JsonException">It is beyond a float64.</exception>
    public static double Float64(JsonElement value) => value.GetDouble() is var number && double.IsFinite(number)
        ? number
        : throw new JsonException($"the number {value.GetRawText()} is beyond a float64");

    /// <summary>Writes a string literal.</summary>
    public static void AppendString(StringBuilder text, string value, bool isEscaped)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '<' or '>' or '&' when isEscaped => AppendUnicode(text, character),
                '\u2028' or '\u2029' => AppendUnicode(text, character),
                < ' ' => AppendUnicode(text, character),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }

    private static void Append(StringBuilder text, JsonElement value, bool isCanonical)
    {
        RequireStack();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value, isCanonical);
                break;
            case JsonValueKind.Array:
                text.Append('[').AppendJoinWith(value.EnumerateArray(), item => Append(text, item, isCanonical)).Append(']');
                break;
            case JsonValueKind.String:
                AppendString(text, Text(value), isCanonical);
                break;
            case JsonValueKind.Number:
                text.Append(Number(Float64(value)));
                break;
            case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or JsonValueKind.Undefined:
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    /// <summary>A thread without stack ends the process; this ends one message.</summary>
    private static void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonException("it is nested too deep");
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value, bool isCanonical)
    {
        var members = Members(value);
        IEnumerable<KeyValuePair<string, JsonElement>> ordered = isCanonical
            ? members.OrderBy(member => member.Key, StringComparer.Ordinal)
            : members;
        text.Append('{').AppendJoinWith(ordered, member =>
        {
            AppendString(text, member.Key, isCanonical);
            text.Append(':');
            Append(text, member.Value, isCanonical);
        }).Append('}');
    }

    private static StringBuilder AppendJoinWith<T>(this StringBuilder text, IEnumerable<T> items, Action<T> append)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            isFirst = false;
            append(item);
        }

        return text;
    }

    private static StringBuilder AppendUnicode(StringBuilder text, char character) =>
        text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");

    /// <summary>Go writes at least two digits, except for one leading zero of negative exponents, which its JSON encoder removes.</summary>
    private static string Exponent(string scientific)
    {
        var at = scientific.IndexOf('e', StringComparison.Ordinal);
        var sign = scientific[at + 1];
        var digits = scientific[(at + 2)..].TrimStart('0');
        return sign == '-' ? $"{scientific[..at]}e-{digits}" : $"{scientific[..at]}e+{digits.PadLeft(2, '0')}";
    }
}
