using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Kernel;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>A page of entries as ListEntries and ListTransfers ask for it.</summary>
/// <param name="Filter">Which entries.</param>
/// <param name="IsNewestFirst">In which order.</param>
/// <param name="PageSize">At most so many.</param>
/// <param name="Last">Last place of the page before; null for the first page.</param>
internal sealed record EntryQuery(EntryFilter Filter, bool IsNewestFirst, int PageSize, JournalPlace? Last)
{
    /// <summary>Entries that one call looks at when it may not want all of them.</summary>
    private const int LookMax = 1_000;

    public static EntryQuery Parse(V1.EntryFilter? filter, bool newestFirst, int pageSize, string pageToken, FieldViolations violations) =>
        new(
            EntryFilter.Parse(filter, violations.At("filter")),
            newestFirst,
            pageSize,
            PageTokens.Parse(pageToken, placeCount: 1, violations)?[0]);

    /// <summary>Finds the page and the token of the next; empty when nothing follows.</summary>
    public async Task<(IReadOnlyList<PlacedEntry> Entries, string NextPageToken)> RunAsync(
        AccountHistory history, CancellationToken cancellationToken)
    {
        var range = await RangeAsync(history, cancellationToken);
        var page = await history.ListAsync(range, onlyDated: false, cancellationToken);
        var wanted = new List<PlacedEntry>();
        foreach (var entry in page.Entries)
        {
            if (wanted.Count == PageSize)
            {
                return (wanted, PageTokens.Write(wanted[^1].Place));
            }

            if (IsBeyond(entry.Time))
            {
                return (wanted, "");
            }

            if (Filter.Wants(entry.Entry))
            {
                wanted.Add(entry);
            }
        }

        return (wanted, page.Last is { } last ? PageTokens.Write(last) : "");
    }

    /// <summary>True for what comes after the filter's time, in the order of the page: then so does all that follows.</summary>
    private bool IsBeyond(Moment time) => IsNewestFirst ? time < Filter.Start : time >= Filter.End;

    private async Task<PastRange> RangeAsync(AccountHistory history, CancellationToken cancellationToken)
    {
        var countMax = Filter.IsSelective ? Math.Max(PageSize, LookMax) : PageSize;
        if (IsNewestFirst)
        {
            var through = Last?.Previous
                ?? (Filter.End is { } end ? await history.PlaceBeforeAsync(end, cancellationToken) : JournalPlace.End);
            return new PastRange(JournalPlace.Start, through, countMax, IsNewestFirst);
        }

        var after = Last
            ?? (Filter.Start is { } start ? await history.PlaceBeforeAsync(start, cancellationToken) : JournalPlace.Start);
        return new PastRange(after, JournalPlace.End, countMax, IsNewestFirst);
    }
}
