using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>Lists the block list page by page. A token is the time of the last entry shown: times are unique within a partition.</summary>
internal static class ListBlockListEntriesCall
{
    public static async Task<V1.ListBlockListEntriesResponse> RunAsync(
        V1.ListBlockListEntriesRequest request, RiskPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = RiskWire.ParseTenant(request.Tenant, violations);
        var pageSize = ParsePageSize(request.PageSize, violations);
        var after = ParseToken(request.PageToken, violations);
        violations.ThrowIfAny(RiskErrors.InvalidRequest);

        // One more than is shown says whether there is a next page.
        var entries = await partitions.ReadAsync(tenant, found => found?.BlockList.Page(after, pageSize + 1) ?? [], cancellationToken);
        var response = new V1.ListBlockListEntriesResponse();
        response.Entries.AddRange(entries.Take(pageSize).Select(BlockListWire.ToWire));
        response.NextPageToken = entries.Count > pageSize ? TokenOf(entries[pageSize - 1].CreateTime) : "";
        return response;
    }

    private static int ParsePageSize(int pageSize, FieldViolations violations)
    {
        if (pageSize < 0)
        {
            violations.Add("page_size", "must not be negative");
        }

        return pageSize <= 0 ? RiskLimits.PageSizeDefault : Math.Min(pageSize, RiskLimits.PageSizeMax);
    }

    private static Moment ParseToken(string token, FieldViolations violations)
    {
        var after = 0L;
        if (token.Length > 0 && !long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            violations.Add("page_token", "must be a token that an earlier page gave as next_page_token");
        }

        return new Moment(after);
    }

    private static string TokenOf(Moment time) => time.UnixNanos.ToString(CultureInfo.InvariantCulture);
}
