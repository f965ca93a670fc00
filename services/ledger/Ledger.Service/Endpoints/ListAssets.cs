using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// Lists assets page by page. A token is the last code of the page before: assets are never removed, so none is shown twice, and one that
/// is created in between is shown when its code comes later.
/// </summary>
internal static class ListAssetsCall
{
    public static async Task<V1.ListAssetsResponse> RunAsync(
        V1.ListAssetsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var after = request.PageToken;
        if (after.Length > LedgerLimits.AssetCodeCharactersMax)
        {
            violations.Add("page_token", "must be a token that an earlier page gave as next_page_token");
        }

        var pageSize = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.PageSizeMax, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);

        // One more than the page, to know whether another follows.
        var assets = await partitions.ReadAsync(
            book,
            found => found?.Assets.SkipWhile(asset => string.CompareOrdinal(asset.Terms.Code, after) <= 0)
                .Take(pageSize + 1).ToArray() ?? [],
            cancellationToken);
        return new V1.ListAssetsResponse
        {
            Assets = { assets.Take(pageSize).Select(AssetWire.ToWire) },
            NextPageToken = assets.Length > pageSize ? assets[pageSize - 1].Terms.Code : "",
        };
    }
}
