using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Risk.Service.Endpoints;
using Mesh.Risk.Tests.Fixtures;
using Mesh.Risk.V1;

namespace Mesh.Risk.Tests.Endpoints;

public sealed class RiskErrorsTests
{
    [Fact]
    public void Reasons_OfTheTable_AreThoseOfTheContract()
    {
        var unavailable = new ServiceUnavailableException("why", outcomeUnknown: true, TimeSpan.FromSeconds(1));
        ServiceError[] errors =
        [
            RiskErrors.EvaluationNotFound(Some.Tenant, Some.Id(1)),
            RiskErrors.EvaluationIdReused(Some.Id(1), "field"),
            RiskErrors.RequestIdReused(Some.Id(1), "field"),
            RiskErrors.PartitionUnavailable(unavailable),
        ];
        var contract = RiskErrorsReflection.Descriptor.EnumTypes[0].Values.Skip(1)
            .Select(value => value.Name["RISK_ERROR_REASON_".Length..]);

        Assert.Equal(contract.Order(), errors.Select(error => error.Reason).Append(RiskErrors.InvalidRequest).Order());
        Assert.Equal(TimeSpan.FromSeconds(1), RiskErrors.PartitionUnavailable(unavailable).RetryAfter);
    }
}
