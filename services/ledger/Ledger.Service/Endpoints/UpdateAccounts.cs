using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Changes accounts.</summary>
internal static class UpdateAccountsCall
{
    public static async Task<V1.UpdateAccountsResponse> RunAsync(
        V1.UpdateAccountsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var results = await partitions.SubmitAsync<AccountUpdateResults>(Parse(request), cancellationToken);
        return new V1.UpdateAccountsResponse { Results = { results.Items.Select(ToWire) } };
    }

    private static UpdateAccounts Parse(V1.UpdateAccountsRequest request)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        ItemCount.Check(request.Updates.Count, "updates", violations);
        var updates = new AccountUpdate[Math.Min(request.Updates.Count, LedgerLimits.ItemsMax)];
        for (var index = 0; index < updates.Length; index++)
        {
            updates[index] = AccountWire.Parse(request.Updates[index], violations.At("updates", index));
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return new UpdateAccounts(book, updates);
    }

    private static V1.UpdateAccountResult ToWire(AccountUpdateResult result) => new()
    {
        Status = (V1.UpdateAccountStatus)result.Status,
        Version = result.Version,
        DecideTime = LedgerWire.ToWire(result.DecideTime),
        Replayed = result.Replayed,
    };
}
