using System.Diagnostics;
using Mesh.Host.Errors;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Adds an entry to the block list.</summary>
internal static class AddBlockListEntryCall
{
    public static async Task<V1.AddBlockListEntryResponse> RunAsync(
        V1.AddBlockListEntryRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var command = Parse(request);
        return await partitions.SubmitAsync(command, cancellationToken) switch
        {
            BlockListEntryAdded added => new V1.AddBlockListEntryResponse
            {
                Entry = BlockListWire.ToWire(added.Entry),
                AlreadyPresent = added.AlreadyPresent,
            },
            RequestIdReused reused => throw RiskErrors.RequestIdReused(command.RequestId, reused.Field).AsException(),
            var other => throw new UnreachableException($"{other.GetType().Name} does not answer an addition."),
        };
    }

    private static AddBlockListEntry Parse(V1.AddBlockListEntryRequest request)
    {
        var violations = new FieldViolations();
        var tenant = RiskWire.ParseTenant(request.Tenant, violations);
        var requestId = RiskWire.ParseId(request.RequestId, "request_id", violations);
        if (request.Entry is null)
        {
            violations.Add("entry", "is required");
        }

        var entry = request.Entry ?? new V1.BlockListEntry();
        var key = BlockListWire.ParseKey(entry.ItemType, entry.Value, violations.At("entry"));
        var reason = BlockListWire.ParseReason(entry.Reason, violations.At("entry"));
        violations.ThrowIfAny(RiskErrors.InvalidRequest);
        return new AddBlockListEntry(tenant, requestId, key.ItemType, key.Value, reason);
    }
}
