using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Lists what happened on an account.</summary>
internal static class ListEntriesCall
{
    public static async Task<V1.ListEntriesResponse> RunAsync(
        V1.ListEntriesRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var accountId = LedgerWire.ParseId(request.AccountId, "account_id", violations);
        var pageSize = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.PageSizeMax, violations);
        var query = EntryQuery.Parse(request.Filter, request.NewestFirst, pageSize, request.PageToken, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);

        var history = await AccountHistory.OpenAsync(partitions, book, accountId, cancellationToken);
        var (entries, nextPageToken) = await query.RunAsync(history, cancellationToken);
        return new V1.ListEntriesResponse
        {
            Entries = { entries.Select(EntryWire.ToWire) },
            NextPageToken = nextPageToken,
            AssetScale = (uint)history.Account.AssetScale,
        };
    }
}
