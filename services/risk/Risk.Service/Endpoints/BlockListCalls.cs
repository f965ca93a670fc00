using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Adds an entry to the block list.</summary>
internal static class AddBlockListEntryCall
{
    public static async Task<V1.AddBlockListEntryResponse> RunAsync(
        V1.AddBlockListEntryRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var entry = request.Entry ?? new V1.BlockListEntry();
        var inside = violations.At("entry");
        var command = new AddBlockListEntry(
            RiskWire.ParseTenant(request.Tenant, violations),
            RiskWire.ParseId(request.RequestId, "request_id", violations),
            RiskWire.ParseItemType(entry.ItemType, inside),
            RiskWire.ParseText(entry.Value, "value", RiskLimits.IdentifierCharactersMax, inside),
            RiskWire.ParseText(entry.Reason, "reason", RiskLimits.ReasonCharactersMax, inside));
        violations.ThrowIfAny(RiskErrors.InvalidRequest);
        return await partitions.SubmitAsync(command, cancellationToken) switch
        {
            BlockListEntryAdded added =>
                new V1.AddBlockListEntryResponse { Entry = RiskWire.ToWire(added.Entry), AlreadyPresent = added.AlreadyPresent },
            RequestIdReused reused => throw RiskErrors.RequestIdReused(reused.Field).AsException(),
            var other => throw new System.Diagnostics.UnreachableException($"{other.GetType().Name} does not answer an addition."),
        };
    }
}

/// <summary>Removes an entry from the block list.</summary>
internal static class RemoveBlockListEntryCall
{
    public static async Task<V1.RemoveBlockListEntryResponse> RunAsync(
        V1.RemoveBlockListEntryRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var command = new RemoveBlockListEntry(
            RiskWire.ParseTenant(request.Tenant, violations),
            RiskWire.ParseId(request.RequestId, "request_id", violations),
            RiskWire.ParseItemType(request.ItemType, violations),
            RiskWire.ParseText(request.Value, "value", RiskLimits.IdentifierCharactersMax, violations));
        violations.ThrowIfAny(RiskErrors.InvalidRequest);
        return await partitions.SubmitAsync(command, cancellationToken) switch
        {
            BlockListEntryRemoved removed => new V1.RemoveBlockListEntryResponse { Removed = removed.Removed },
            RequestIdReused reused => throw RiskErrors.RequestIdReused(reused.Field).AsException(),
            var other => throw new System.Diagnostics.UnreachableException($"{other.GetType().Name} does not answer a removal."),
        };
    }
}

/// <summary>Lists the block list page by page. A token is the time of the last entry shown: times are unique within a partition.</summary>
internal static class ListBlockListEntriesCall
{
    public static async Task<V1.ListBlockListEntriesResponse> RunAsync(
        V1.ListBlockListEntriesRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = RiskWire.ParseTenant(request.Tenant, violations);
        var after = 0L;
        if (request.PageToken.Length > 0 && !long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            violations.Add("page_token", "must be a token that an earlier page gave as next_page_token");
        }

        if (request.PageSize < 0)
        {
            violations.Add("page_size", "must not be negative");
        }

        violations.ThrowIfAny(RiskErrors.InvalidRequest);
        var pageSize = request.PageSize == 0 ? RiskLimits.PageSizeDefault : Math.Min(request.PageSize, RiskLimits.PageSizeMax);
        var entries = await partitions.ReadAsync(tenant, state => Page(state, tenant, after, pageSize + 1), cancellationToken);
        var response = new V1.ListBlockListEntriesResponse();
        response.Entries.AddRange(entries.Take(pageSize).Select(RiskWire.ToWire));
        response.NextPageToken = entries.Count > pageSize
            ? entries[pageSize - 1].CreateTime.UnixNanos.ToString(CultureInfo.InvariantCulture)
            : "";
        return response;
    }

    private static List<BlockListEntry> Page(RiskState state, string tenant, long after, int countMax) =>
        [.. state.BlockListEntries.Where(entry => entry.Key.Tenant == tenant && entry.CreateTime.UnixNanos > after)
            .OrderBy(entry => entry.CreateTime).Take(countMax)];
}
