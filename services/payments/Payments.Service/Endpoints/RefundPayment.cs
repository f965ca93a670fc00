using Mesh.Host.Errors;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Refunds a payment.</summary>
internal static class RefundPaymentCall
{
    public static async Task<V1.RefundPaymentResponse> RunAsync(
        V1.RefundPaymentRequest request, PaymentsPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var command = new BeginRefund(
            PaymentsWire.ParseTenant(request.Tenant, violations),
            PaymentsWire.ParseRequestId(request.RequestId, violations),
            PaymentsWire.ParsePaymentId(request.PaymentId, violations),
            PaymentsWire.ParsePart(request.AmountMinor, violations));
        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        var key = new OperationKey(command.Tenant, OperationKind.Refund, command.RequestId);
        var accepted = await partitions.RunAsync(command, key, cancellationToken);
        return new V1.RefundPaymentResponse
        {
            Payment = PaymentsWire.ToWire(accepted.Payment!),
            Refund = PaymentsWire.ToRefund(accepted.Operation),
            Replayed = accepted.Replayed,
        };
    }
}
