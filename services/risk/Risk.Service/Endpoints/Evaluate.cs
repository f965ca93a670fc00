using Mesh.Host.Errors;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Evaluates one payment.</summary>
internal static class EvaluateCall
{
    public static async Task<V1.EvaluateResponse> RunAsync(
        V1.EvaluateRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = RiskWire.ParseTenant(request.Tenant, violations);
        var terms = EvaluationWire.Parse(request, violations);
        violations.ThrowIfAny(RiskErrors.InvalidRequest);
        var result = (await partitions.EvaluateAsync(new EvaluatePayments(tenant, [terms]), cancellationToken))[0];
        return result.Evaluation is { } evaluation
            ? new V1.EvaluateResponse { Evaluation = EvaluationWire.ToWire(evaluation), Replayed = result.Replayed }
            : throw RiskErrors.EvaluationIdReused(terms.Id, result.ReusedIdField).AsException();
    }
}
