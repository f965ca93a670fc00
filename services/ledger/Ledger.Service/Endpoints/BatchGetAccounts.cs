using Mesh.Host.Errors;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Gets many accounts.</summary>
internal static class BatchGetAccountsCall
{
    public static async Task<V1.BatchGetAccountsResponse> RunAsync(
        V1.BatchGetAccountsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var ids = IdList.Parse(request.AccountIds, "account_ids", violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var found = await partitions.ReadAsync(
            book,
            known => Array.ConvertAll(
                ids, id => known?.FindAccount(id) is { } account ? AccountView.Of(known, account) : default(AccountView?)),
            cancellationToken);
        return new V1.BatchGetAccountsResponse
        {
            Accounts = { found.OfType<AccountView>().Select(AccountWire.ToWire) },
            MissingIds = { ids.Where((_, index) => found[index] is null).Select(id => id.ToString()) },
        };
    }
}
