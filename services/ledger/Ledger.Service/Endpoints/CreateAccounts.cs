using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Creates accounts.</summary>
internal static class CreateAccountsCall
{
    public static async Task<V1.CreateAccountsResponse> RunAsync(
        V1.CreateAccountsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var command = Parse(request);
        var results = await partitions.SubmitAsync<AccountResults>(command, cancellationToken);
        var response = new V1.CreateAccountsResponse();
        response.Results.AddRange(results.Items.Select(item => new V1.CreateAccountResult
        {
            Status = (V1.CreateAccountStatus)item.Status,
            CreateTime = item.CreateTime is { } time ? LedgerWire.ToWire(time) : null,
        }));
        return response;
    }

    private static CreateAccounts Parse(V1.CreateAccountsRequest request)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        ItemCount.Check(request.Accounts.Count, "accounts", violations);
        var accounts = new AccountTerms[Math.Min(request.Accounts.Count, LedgerLimits.ItemsMax)];
        for (var index = 0; index < accounts.Length; index++)
        {
            accounts[index] = LedgerWire.ParseAccount(request.Accounts[index], violations.At("accounts", index));
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return new CreateAccounts(book, accounts);
    }
}
