using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Gets the balances of an account, now or as of a time.</summary>
internal static class GetBalanceCall
{
    public static async Task<V1.GetBalanceResponse> RunAsync(
        V1.GetBalanceRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var accountId = LedgerWire.ParseId(request.AccountId, "account_id", violations);
        var recorded = LedgerWire.ParseTime(request.AsOf, LedgerLimits.ClientTimeEnd, "as_of", violations);
        var effective = LedgerWire.ParseTime(request.EffectiveAsOf, LedgerLimits.ClientTimeEnd, "effective_as_of", violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        if ((recorded ?? effective) is not { } time)
        {
            var account = await AccountHistory.FindAccountAsync(partitions, book, accountId, cancellationToken);
            return ToWire(account, EntryWire.ToWire(account.Account.Balances));
        }

        var history = await AccountHistory.OpenAsync(partitions, book, accountId, cancellationToken);
        return effective is null
            ? ToWire(history.Account, EntryWire.ToWire(await RecordedAsync(history, time, cancellationToken)))
            : ToWire(history.Account, await new EffectiveBalance(history, time).RunAsync(cancellationToken));
    }

    private static async Task<Balances> RecordedAsync(AccountHistory history, Moment time, CancellationToken cancellationToken) =>
        await history.BalancesAtAsync(await history.PlaceBeforeAsync(time.PlusNanos(1), cancellationToken), cancellationToken);

    private static V1.GetBalanceResponse ToWire(AccountView account, V1.AccountBalances balances) => new()
    {
        Asset = account.Account.Profile.Asset,
        AssetScale = (uint)account.AssetScale,
        Balances = balances,
    };
}
