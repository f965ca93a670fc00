using System.Collections.ObjectModel;
using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Metadata on the wire.</summary>
internal static class MetadataWire
{
    /// <summary>Reads metadata; names what is wrong with it once.</summary>
    public static Metadata Parse(IDictionary<string, string> entries, string field, FieldViolations violations)
    {
        if (entries.Count == 0)
        {
            return Metadata.Empty;
        }

        if (entries.Count > LedgerLimits.MetadataEntriesMax)
        {
            violations.Add(field, $"must have at most {LedgerLimits.MetadataEntriesMax} entries; has {entries.Count}");
            return Metadata.Empty;
        }

        var metadata = Metadata.Of(entries);
        if (!entries.Keys.All(IsKey))
        {
            violations.Add(
                field, $"must have keys of 1 to {LedgerLimits.MetadataKeyCharactersMax} characters of A-Z a-z 0-9 . _ - / : only");
        }
        else if (entries.Values.Any(IsTooLong))
        {
            violations.Add(field, $"must have values of at most {LedgerLimits.MetadataValueCharactersMax} characters");
        }
        else if (metadata.Utf8Length > LedgerLimits.MetadataBytesMax)
        {
            violations.Add(field, $"must have at most {LedgerLimits.MetadataBytesMax} bytes in all; has {metadata.Utf8Length}");
        }

        return metadata;
    }

    public static IDictionary<string, string> ToWire(Metadata metadata) => metadata.Entries.Count == 0
        ? ReadOnlyDictionary<string, string>.Empty
        : new Dictionary<string, string>(metadata.Entries);

    private static bool IsKey(string key) => key.Length is >= 1 and <= LedgerLimits.MetadataKeyCharactersMax
        && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/' or ':');

    // A string has at least as many UTF-16 units as characters, so short ones need no count.
    private static bool IsTooLong(string value) => value.Length > LedgerLimits.MetadataValueCharactersMax
        && value.EnumerateRunes().Count() > LedgerLimits.MetadataValueCharactersMax;
}
