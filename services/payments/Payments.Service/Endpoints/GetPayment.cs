using Mesh.Host.Errors;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Gets a payment with its captures and refunds.</summary>
internal static class GetPaymentCall
{
    public static async Task<V1.GetPaymentResponse> RunAsync(
        V1.GetPaymentRequest request, PaymentsPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = PaymentsWire.ParseTenant(request.Tenant, violations);
        var id = PaymentsWire.ParsePaymentId(request.PaymentId, violations);
        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        return await partitions.ReadAsync(tenant, state => View(state, tenant, id), cancellationToken)
            ?? throw PaymentsErrors.PaymentNotFound().AsException();
    }

    private static V1.GetPaymentResponse? View(PaymentsState state, string tenant, PaymentId id)
    {
        if (state.FindPayment(tenant, id) is not { } payment)
        {
            return null;
        }

        var response = new V1.GetPaymentResponse { Payment = PaymentsWire.ToWire(payment) };
        var operations = state.OperationsOf(tenant, id);
        response.Captures.AddRange(operations.Where(one => one.Terms.Key.Kind == OperationKind.Capture).Select(PaymentsWire.ToCapture));
        response.Refunds.AddRange(operations.Where(one => one.Terms.Key.Kind == OperationKind.Refund).Select(PaymentsWire.ToRefund));
        return response;
    }
}
