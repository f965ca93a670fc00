using Mesh.Host.Errors;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Captures a payment.</summary>
internal static class CapturePaymentCall
{
    public static async Task<V1.CapturePaymentResponse> RunAsync(
        V1.CapturePaymentRequest request, PaymentsPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var command = new BeginCapture(
            PaymentsWire.ParseTenant(request.Tenant, violations),
            PaymentsWire.ParseRequestId(request.RequestId, violations),
            PaymentsWire.ParsePaymentId(request.PaymentId, violations),
            PaymentsWire.ParsePart(request.AmountMinor, violations),
            request.Final);
        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        var key = new OperationKey(command.Tenant, OperationKind.Capture, command.RequestId);
        var accepted = await partitions.RunAsync(command, key, cancellationToken);
        return new V1.CapturePaymentResponse
        {
            Payment = PaymentsWire.ToWire(accepted.Payment!),
            Capture = PaymentsWire.ToCapture(accepted.Operation),
            Replayed = accepted.Replayed,
        };
    }
}
