using System.Diagnostics;
using Mesh.Host.Errors;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Removes an entry from the block list.</summary>
internal static class RemoveBlockListEntryCall
{
    public static async Task<V1.RemoveBlockListEntryResponse> RunAsync(
        V1.RemoveBlockListEntryRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = RiskWire.ParseTenant(request.Tenant, violations);
        var requestId = RiskWire.ParseId(request.RequestId, "request_id", violations);
        var key = BlockListWire.ParseKey(request.ItemType, request.Value, violations);
        violations.ThrowIfAny(RiskErrors.InvalidRequest);
        var command = new RemoveBlockListEntry(tenant, requestId, key.ItemType, key.Value);
        return await partitions.SubmitAsync(command, cancellationToken) switch
        {
            BlockListEntryRemoved removed => new V1.RemoveBlockListEntryResponse { Removed = removed.Removed },
            RequestIdReused reused => throw RiskErrors.RequestIdReused(requestId, reused.Field).AsException(),
            var other => throw new UnreachableException($"{other.GetType().Name} does not answer a removal."),
        };
    }
}
