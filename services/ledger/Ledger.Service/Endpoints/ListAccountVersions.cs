using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Feed;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Lists the versions of an account after its first, by the updates that made them.</summary>
internal static class ListAccountVersionsCall
{
    public static async Task<V1.ListAccountVersionsResponse> RunAsync(
        V1.ListAccountVersionsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var accountId = LedgerWire.ParseId(request.AccountId, "account_id", violations);
        var pageSize = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.BatchGetMax, violations);
        var last = PageTokens.Parse(request.PageToken, placeCount: 1, violations)?[0];
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);

        await AccountHistory.FindAccountAsync(partitions, book, accountId, cancellationToken);
        var range = request.NewestFirst
            ? new PastRange(JournalPlace.Start, last?.Previous ?? JournalPlace.End, pageSize, IsNewestFirst: true)
            : new PastRange(last ?? JournalPlace.Start, JournalPlace.End, pageSize, IsNewestFirst: false);
        var page = await partitions.ListVersionsAsync(book, accountId, range, cancellationToken);

        // Another event may share the key: whoever finds one looks at it.
        var updates = page.Events.Where(past =>
            past.Event is AccountUpdated updated && updated.Book == book && updated.Terms.AccountId == accountId);
        return new V1.ListAccountVersionsResponse
        {
            Versions = { updates.Select(ToWire) },
            NextPageToken = page.HasMore ? PageTokens.Write(page.Events[^1].Place) : "",
        };
    }

    private static V1.AccountVersion ToWire(PastEvent<LedgerEvent> past)
    {
        var updated = (AccountUpdated)past.Event;
        return new V1.AccountVersion
        {
            Version = updated.Version,
            CreateTime = LedgerWire.ToWire(updated.TimeOf(past.Time)),
            Update = LedgerEventWire.ToWire(updated),
        };
    }
}
