using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// Gets a statement page by page. A token names the last place of the page before, and both ends of the period: so all pages show the same
/// period, whatever happens meanwhile.
/// </summary>
internal static class GetStatementCall
{
    public static async Task<V1.GetStatementResponse> RunAsync(
        V1.GetStatementRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var accountId = LedgerWire.ParseId(request.AccountId, "account_id", violations);
        var start = LedgerWire.ParseTime(request.StartTime, LedgerLimits.ClientTimeEnd, "start_time", violations);
        var end = LedgerWire.ParseTime(request.EndTime, LedgerLimits.ClientTimeEnd, "end_time", violations);
        var pageSize = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.PageSizeMax, violations);
        var token = PageTokens.Parse(request.PageToken, placeCount: 3, violations);
        if (start > end)
        {
            violations.Add("end_time", "must not be before start_time");
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var history = await AccountHistory.OpenAsync(partitions, book, accountId, cancellationToken);
        var (before, last, after) = token is [var first, var through, var done]
            ? (first, through, done)
            : await PeriodAsync(history, start, end, cancellationToken);
        return await PageAsync(history, before, last, after, pageSize, cancellationToken);
    }

    /// <summary>Finds the place before the period, its last place, and where the first page begins.</summary>
    private static async Task<(JournalPlace Before, JournalPlace Last, JournalPlace After)> PeriodAsync(
        AccountHistory history, Moment? start, Moment? end, CancellationToken cancellationToken)
    {
        var before = start is { } begin ? await history.PlaceBeforeAsync(begin, cancellationToken) : JournalPlace.Start;

        // Nothing is later than this time, so without an end the last place is that of the newest event.
        var last = await history.PlaceBeforeAsync(end ?? new Moment(long.MaxValue), cancellationToken);
        return (before, last, before);
    }

    private static async Task<V1.GetStatementResponse> PageAsync(
        AccountHistory history,
        JournalPlace before,
        JournalPlace last,
        JournalPlace after,
        int pageSize,
        CancellationToken cancellationToken)
    {
        var page = await history.ListAsync(
            new PastRange(after, last, pageSize, IsNewestFirst: false), onlyDated: false, cancellationToken);
        return new V1.GetStatementResponse
        {
            Asset = history.Account.Account.Profile.Asset,
            AssetScale = (uint)history.Account.AssetScale,
            Opening = EntryWire.ToWire(await history.BalancesAtAsync(before, cancellationToken)),
            Closing = EntryWire.ToWire(await history.BalancesAtAsync(last, cancellationToken)),
            Entries = { page.Entries.Select(EntryWire.ToWire) },
            NextPageToken = page.Last is { } next ? PageTokens.Write(before, last, next) : "",
        };
    }
}
