using Mesh.Host.Errors;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Sums the payments of a tenant, beside what the acquirer says.</summary>
internal static class GetPaymentTotalsCall
{
    public static async Task<V1.GetPaymentTotalsResponse> RunAsync(
        V1.GetPaymentTotalsRequest request, PaymentsPartitions partitions, IConnector acquirer, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = PaymentsWire.ParseTenant(request.Tenant, violations);
        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        var (totals, open) = await partitions.ReadAsync(
            tenant,
            state => (state.TotalsOf(tenant), state.PendingOperations.Count(operation => operation.Terms.Key.Tenant == tenant)),
            cancellationToken);
        var response = new V1.GetPaymentTotalsResponse { OpenOperationCount = (ulong)open };
        foreach (var (code, row) in totals.ByCurrency)
        {
            var (captured, refunded) = await acquirer.TotalsAsync(tenant, code, cancellationToken);
            response.Rows.Add(ToWire(code, row, captured, refunded));
        }

        response.Counts.AddRange(
            totals.ByState.Select(pair => new V1.PaymentCount { State = (V1.PaymentState)pair.Key, Count = (ulong)pair.Value }));
        return response;
    }

    private static V1.PaymentTotals ToWire(string code, CurrencyTotals row, Int128 acquirerCaptured, Int128 acquirerRefunded) => new()
    {
        CurrencyCode = code,
        HeldMinor = PaymentsWire.ToTotal(row.Held),
        CardCapturedMinor = PaymentsWire.ToTotal(row.CardCaptured),
        CardRefundedMinor = PaymentsWire.ToTotal(row.CardRefunded),
        WalletCapturedMinor = PaymentsWire.ToTotal(row.WalletCaptured),
        WalletRefundedMinor = PaymentsWire.ToTotal(row.WalletRefunded),
        ToppedUpMinor = PaymentsWire.ToTotal(row.ToppedUp),
        AcquirerCapturedMinor = PaymentsWire.ToTotal(acquirerCaptured),
        AcquirerRefundedMinor = PaymentsWire.ToTotal(acquirerRefunded),
    };
}
