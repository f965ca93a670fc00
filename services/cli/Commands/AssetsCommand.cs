using System.Globalization;
using Google.Protobuf;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows what assets of its own a book has, and creates them.</summary>
internal static class AssetsCommand
{
    public static async Task<int> ListAsync(string tenant, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var assets = new List<Asset>();
        var request = new ListAssetsRequest { Book = tenant, PageSize = 1_000 };
        do
        {
            var page = await Patient.CallAsync(options => clients.Ledger.ListAssetsAsync(request, options), cancellationToken);
            assets.AddRange(page.Assets);
            request.PageToken = page.NextPageToken;
        } while (request.PageToken.Length > 0);
        if (isJson)
        {
            Consoles.PrintJson(new ListAssetsResponse { Assets = { assets } });
        }
        else
        {
            Print(tenant, assets);
        }

        return 0;
    }

    public static async Task<int> CreateAsync(string tenant, Asset asset, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var request = new CreateAssetsRequest { Book = tenant, Assets = { asset } };
        var response = await Patient.CallAsync(options => clients.Ledger.CreateAssetsAsync(request, options), cancellationToken);
        var status = response.Results[0].Status;
        Consoles.PlainOutput.WriteLine(
            isJson ? JsonFormatter.Default.Format(response)
            : status == CreateAssetStatus.Created ? $"Created {asset.Code} with {asset.Scale} decimal digits."
            : status == CreateAssetStatus.Exists ? $"{asset.Code} is there already, the same: nothing was changed."
            : $"{asset.Code} was refused: {status}."
        );
        return status is CreateAssetStatus.Created or CreateAssetStatus.Exists ? 0 : 1;
    }

    private static void Print(string tenant, List<Asset> assets)
    {
        if (assets.Count == 0)
        {
            Consoles.Output.WriteLine($"Tenant '{tenant}' has the currencies of ISO 4217 only: `assets create` makes one of its own.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("asset");
        table.AddColumn(new TableColumn("decimal digits").RightAligned()).AddColumn("reference");
        foreach (var asset in assets)
        {
            table.AddRow(asset.Code, asset.Scale.ToString(CultureInfo.InvariantCulture), Markup.Escape(asset.ExternalReference));
        }

        Consoles.Output.Write(table);
    }
}
