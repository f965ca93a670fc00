using Mesh.Host.Errors;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Creates assets of a book's own.</summary>
internal static class CreateAssetsCall
{
    public static async Task<V1.CreateAssetsResponse> RunAsync(
        V1.CreateAssetsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var results = await partitions.SubmitAsync<AssetResults>(Parse(request), cancellationToken);
        return new V1.CreateAssetsResponse { Results = { results.Items.Select(ToWire) } };
    }

    private static CreateAssets Parse(V1.CreateAssetsRequest request)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        ItemCount.Check(request.Assets.Count, "assets", violations);
        var assets = new AssetTerms[Math.Min(request.Assets.Count, LedgerLimits.ItemsMax)];
        for (var index = 0; index < assets.Length; index++)
        {
            assets[index] = AssetWire.Parse(request.Assets[index], violations.At("assets", index));
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return new CreateAssets(book, assets);
    }

    private static V1.CreateAssetResult ToWire(AssetResult result) => new()
    {
        Status = (V1.CreateAssetStatus)result.Status,
        CreateTime = result.CreateTime is { } time ? LedgerWire.ToWire(time) : null,
    };
}
