using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Creates accounts.</summary>
internal static class CreateAccountsCall
{
    public static async Task<V1.CreateAccountsResponse> RunAsync(
        V1.CreateAccountsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var results = await partitions.SubmitAsync<AccountResults>(Parse(request), cancellationToken);
        return new V1.CreateAccountsResponse { Results = { results.Items.Select(ToWire) } };
    }

    private static CreateAccounts Parse(V1.CreateAccountsRequest request)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        ItemCount.Check(request.Accounts.Count, "accounts", violations);
        var accounts = new AccountTerms[Math.Min(request.Accounts.Count, LedgerLimits.ItemsMax)];
        for (var index = 0; index < accounts.Length; index++)
        {
            accounts[index] = AccountWire.Parse(request.Accounts[index], violations.At("accounts", index));
        }

        ImportWire.CheckAllOrNone(request.Accounts.Select(account => account.Imported), "accounts", violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return new CreateAccounts(book, accounts);
    }

    private static V1.CreateAccountResult ToWire(AccountResult result) => new()
    {
        Status = (V1.CreateAccountStatus)result.Status,
        CreateTime = result.CreateTime is { } time ? LedgerWire.ToWire(time) : null,
    };
}
