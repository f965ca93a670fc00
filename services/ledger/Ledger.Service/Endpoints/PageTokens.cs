using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Journal;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// Page tokens that name places in the journal: <c>sequence.index</c>, one or several. Places never move, so pages never shift.
/// </summary>
internal static class PageTokens
{
    private const ulong SequenceEnd = 1UL << 48;

    public static string Write(params ReadOnlySpan<JournalPlace> places)
    {
        var texts = new List<string>(places.Length);
        foreach (var place in places)
        {
            texts.Add(string.Create(CultureInfo.InvariantCulture, $"{place.Sequence}.{place.Index}"));
        }

        return string.Join('-', texts);
    }

    /// <summary>Reads a token; null when it is empty or wrong.</summary>
    public static IReadOnlyList<JournalPlace>? Parse(string token, int placeCount, FieldViolations violations)
    {
        if (token.Length == 0)
        {
            return null;
        }

        var places = new List<JournalPlace>(placeCount);
        foreach (var text in token.Split('-'))
        {
            if (places.Count < placeCount && ParsePlace(text) is { } place)
            {
                places.Add(place);
                continue;
            }

            places.Clear();
            break;
        }

        if (places.Count == placeCount)
        {
            return places;
        }

        violations.Add("page_token", "must be a token that an earlier page gave as next_page_token");
        return null;
    }

    private static JournalPlace? ParsePlace(string text) =>
        text.Split('.') is [var sequence, var index]
        && ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var record) && record < SequenceEnd
        && ushort.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new JournalPlace(record, place)
            : null;
}
