using Mesh.Host.Errors;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Gets an evaluation.</summary>
internal static class GetEvaluationCall
{
    public static async Task<V1.GetEvaluationResponse> RunAsync(
        V1.GetEvaluationRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = RiskWire.ParseTenant(request.Tenant, violations);
        var id = RiskWire.ParseId(request.EvaluationId, "evaluation_id", violations);
        violations.ThrowIfAny(RiskErrors.InvalidRequest);
        var evaluation = await partitions.ReadAsync(tenant, found => found?.Evaluations.Find(id), cancellationToken)
            ?? throw RiskErrors.EvaluationNotFound(tenant, id).AsException();
        return new V1.GetEvaluationResponse { Evaluation = EvaluationWire.ToWire(evaluation) };
    }
}
