using Mesh.Host.Errors;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Gets an account.</summary>
internal static class GetAccountCall
{
    public static async Task<V1.GetAccountResponse> RunAsync(
        V1.GetAccountRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var id = LedgerWire.ParseId(request.AccountId, "account_id", violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var account = await partitions.ReadAsync(
            book,
            found => found?.FindAccount(id) is { } account ? AccountView.Of(found, account) : default(AccountView?),
            cancellationToken)
            ?? throw LedgerErrors.AccountNotFound(book, id).AsException();
        return new V1.GetAccountResponse { Account = AccountWire.ToWire(account) };
    }
}
