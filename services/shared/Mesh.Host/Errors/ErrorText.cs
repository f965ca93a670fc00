using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Mesh.Host.Errors;

/// <summary>Holds what AIP-193 (read 2026-11) asks of the texts in an error, and the bounds that keep an error small.</summary>
internal static partial class ErrorText
{
    public const int MetadataValueCharactersMax = 256;

    public const int MessageCharactersMax = 512;

    public static readonly ImmutableSortedDictionary<string, string> NoMetadata =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static void CheckReason(string reason)
    {
        if (!Reason().IsMatch(reason))
        {
            throw new ArgumentException($"A reason is 2 to 63 characters of A-Z, 0-9 and '_', not '{reason}'.", nameof(reason));
        }
    }

    public static void CheckMetadataKey(string key)
    {
        if (!MetadataKey().IsMatch(key))
        {
            throw new ArgumentException($"A metadata key is 2 to 64 characters and begins with a-z, not '{key}'.", nameof(key));
        }
    }

    public static string Cut(string text, int charactersMax)
    {
        if (text.Length <= charactersMax)
        {
            return text;
        }

        // Half of a surrogate pair is not a character that UTF-8 can carry.
        var length = char.IsHighSurrogate(text[charactersMax - 2]) ? charactersMax - 2 : charactersMax - 1;
        return string.Concat(text.AsSpan(0, length), "…");
    }

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]{0,61}[A-Z0-9]\z")]
    private static partial Regex Reason();

    [GeneratedRegex(@"\A[a-z][a-zA-Z0-9\-_]{1,63}\z")]
    private static partial Regex MetadataKey();
}
