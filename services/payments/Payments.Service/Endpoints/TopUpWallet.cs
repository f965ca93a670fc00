using Mesh.Host.Errors;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Records money that came in for a wallet.</summary>
internal static class TopUpWalletCall
{
    public static async Task<V1.TopUpWalletResponse> RunAsync(
        V1.TopUpWalletRequest request, PaymentsPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var (currency, amountMinor) = PaymentsWire.ParseMoney(request.Amount, "amount", violations);
        var command = new BeginTopUp(
            PaymentsWire.ParseTenant(request.Tenant, violations),
            PaymentsWire.ParseRequestId(request.RequestId, violations),
            PaymentsWire.ParseName(request.WalletId, "wallet_id", violations),
            currency,
            amountMinor);
        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        var key = new OperationKey(command.Tenant, OperationKind.TopUp, command.RequestId);
        var accepted = await partitions.RunAsync(command, key, cancellationToken);
        if (accepted.Operation.State != OperationState.Succeeded)
        {
            throw PaymentsErrors.OutcomeUnknown().AsException();
        }

        return new V1.TopUpWalletResponse { Replayed = accepted.Replayed };
    }
}
