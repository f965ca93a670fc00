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
        var (rows, counts) = await partitions.ReadAsync(
            tenant, state => (PaymentTotals.ByCurrency(state, tenant), PaymentTotals.ByState(state, tenant)), cancellationToken);
        var response = new V1.GetPaymentTotalsResponse();
        foreach (var row in rows)
        {
            var (captured, refunded) = await acquirer.TotalsAsync(tenant, row.Currency, cancellationToken);
            response.Rows.Add(ToWire(row, captured, refunded));
        }

        response.Counts.AddRange(
            counts.Select(pair => new V1.PaymentCount { State = (V1.PaymentState)pair.Key, Count = (ulong)pair.Value }));
        return response;
    }

    private static V1.PaymentTotals ToWire(CurrencyTotals row, long acquirerCaptured, long acquirerRefunded) => new()
    {
        CurrencyCode = row.Currency,
        HeldMinor = checked((long)row.Held),
        CardCapturedMinor = checked((long)row.CardCaptured),
        CardRefundedMinor = checked((long)row.CardRefunded),
        WalletCapturedMinor = checked((long)row.WalletCaptured),
        WalletRefundedMinor = checked((long)row.WalletRefunded),
        ToppedUpMinor = checked((long)row.ToppedUp),
        AcquirerCapturedMinor = acquirerCaptured,
        AcquirerRefundedMinor = acquirerRefunded,
    };
}
