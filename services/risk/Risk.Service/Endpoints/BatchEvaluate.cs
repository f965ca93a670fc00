using Mesh.Host.Errors;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Evaluates several payments of one tenant.</summary>
internal static class BatchEvaluateCall
{
    public static async Task<V1.BatchEvaluateResponse> RunAsync(
        V1.BatchEvaluateRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var command = Parse(request);
        var results = await partitions.EvaluateAsync(command, cancellationToken);
        var response = new V1.BatchEvaluateResponse();
        response.Results.AddRange(results.Select(item => new V1.BatchEvaluateResult
        {
            Evaluation = item.Evaluation is { } evaluation ? EvaluationWire.ToWire(evaluation) : null,
            Replayed = item.Replayed,
            ReusedIdField = item.ReusedIdField,
        }));
        return response;
    }

    private static EvaluatePayments Parse(V1.BatchEvaluateRequest request)
    {
        var violations = new FieldViolations();
        var tenant = RiskWire.ParseTenant(request.Tenant, violations);
        if (request.Requests.Count is 0 or > RiskLimits.ItemsMax)
        {
            violations.Add("requests", $"must have 1 to {RiskLimits.ItemsMax} items; has {request.Requests.Count}");
        }

        var items = new EvaluationTerms[Math.Min(request.Requests.Count, RiskLimits.ItemsMax)];
        for (var index = 0; index < items.Length; index++)
        {
            var item = request.Requests[index];
            var inside = violations.At("requests", index);
            items[index] = EvaluationWire.Parse(item, inside);
            if (item.Tenant.Length > 0 && item.Tenant != tenant)
            {
                inside.Add("tenant", "must be empty or equal to the tenant of the batch");
            }
        }

        violations.ThrowIfAny(RiskErrors.InvalidRequest);
        return new EvaluatePayments(tenant, items);
    }
}
