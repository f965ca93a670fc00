using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Gets a wallet's balance from the ledger.</summary>
internal static class GetWalletCall
{
    public static async Task<V1.GetWalletResponse> RunAsync(
        V1.GetWalletRequest request, ILedgerPoster ledger, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var account = new LedgerAccount(
            PaymentsWire.ParseTenant(request.Tenant, violations),
            AccountRole.Wallet,
            PaymentsWire.ParseName(request.WalletId, "wallet_id", violations),
            PaymentsWire.ParseCurrency(request.CurrencyCode, violations));
        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        try
        {
            var (balanceMinor, availableMinor) = await ledger.BalanceAsync(account.Tenant, account.Id, cancellationToken);
            return new V1.GetWalletResponse
            {
                BalanceMinor = PaymentsWire.ToTotal(balanceMinor),
                AvailableMinor = PaymentsWire.ToTotal(availableMinor),
                LedgerAccountId = account.Id.ToString(),
            };
        }
        catch (ServiceUnavailableException reason)
        {
            throw PaymentsErrors.Unavailable(reason).AsException();
        }
    }
}
