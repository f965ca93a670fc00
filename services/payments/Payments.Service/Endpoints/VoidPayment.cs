using Mesh.Host.Errors;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Voids a payment.</summary>
internal static class VoidPaymentCall
{
    public static async Task<V1.VoidPaymentResponse> RunAsync(
        V1.VoidPaymentRequest request, PaymentsPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var command = new BeginVoid(
            PaymentsWire.ParseTenant(request.Tenant, violations),
            PaymentsWire.ParseRequestId(request.RequestId, violations),
            PaymentsWire.ParsePaymentId(request.PaymentId, violations));
        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        var key = new OperationKey(command.Tenant, OperationKind.Void, command.RequestId);
        var accepted = await partitions.RunAsync(command, key, cancellationToken);
        return new V1.VoidPaymentResponse
        {
            Payment = PaymentsWire.ToWire(accepted.Payment!),
            Replayed = accepted.Replayed,
            State = (V1.OperationState)accepted.Operation.State,
            FailureCode = accepted.Operation.FailureCode,
        };
    }
}
