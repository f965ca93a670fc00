using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Lists the transfers of an account, by the entries that they left on it.</summary>
internal static class ListTransfersCall
{
    public static async Task<V1.ListTransfersResponse> RunAsync(
        V1.ListTransfersRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var accountId = LedgerWire.ParseId(request.AccountId, "account_id", violations);
        var pageSize = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.BatchGetMax, violations);
        var query = EntryQuery.Parse(request.Filter, request.NewestFirst, pageSize, request.PageToken, violations);
        if (query.Filter.Kinds.Contains(V1.EntryKind.Expiry))
        {
            violations.Add("filter.kinds", "must not have EXPIRY, which is no transfer");
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var history = await AccountHistory.OpenAsync(partitions, book, accountId, cancellationToken);
        var (entries, nextPageToken) = await query.RunAsync(history, cancellationToken);
        Id128[] ids = [.. entries.Where(entry => entry.Entry.Terms is not null).Select(entry => entry.Entry.TransferId)];
        var found = ids.Length == 0 ? [] : await partitions.FindTransfersAsync(book, ids, cancellationToken);
        return new V1.ListTransfersResponse
        {
            Transfers = { found.Select(each => TransferWire.ToWire(each.Transfer!.Value, each.Hold, each.ReversedById)) },
            NextPageToken = nextPageToken,
        };
    }
}
