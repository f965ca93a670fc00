using System.Globalization;
using Mesh.Cli.Books;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows the versions of an account after its first.</summary>
internal static class AccountVersionsCommand
{
    public static async Task<int> RunAsync(string tenant, string name, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var account = BookAccounts.One(await BookAccounts.ListAsync(clients, tenant, cancellationToken), tenant, name);
        var all = new ListAccountVersionsResponse();
        var request = new ListAccountVersionsRequest { Book = tenant, AccountId = account.Id, PageSize = 500 };
        do
        {
            var page = await Patient.CallAsync(options => clients.Ledger.ListAccountVersionsAsync(request, options), cancellationToken);
            all.Versions.AddRange(page.Versions);
            request.PageToken = page.NextPageToken;
        } while (request.PageToken.Length > 0);
        if (isJson)
        {
            Consoles.PrintJson(all);
        }
        else
        {
            Print(account, all.Versions);
        }

        return 0;
    }

    private static void Print(Account account, IReadOnlyList<AccountVersion> versions)
    {
        Consoles.Output.WriteLine($"{account.ExternalReference}, {account.Asset}, {account.Id}");
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("version").RightAligned()).AddColumns("time (UTC)", "frozen", "closed", "metadata");
        table.AddRow("1", Time(account.CreateTime), "no", "no", "none");
        foreach (var version in versions)
        {
            var update = version.Update;
            table.AddRow(
                $"{version.Version}",
                Time(version.CreateTime),
                update.HasFrozen ? Word(update.Frozen) : "",
                update.HasClosed ? Word(update.Closed) : "",
                update.Metadata is { } metadata ? Markup.Escape(Words(metadata)) : "");
        }

        Consoles.Output.Write(table);
    }

    private static string Words(AccountMetadata metadata) => metadata.Entries.Count == 0
        ? "none"
        : string.Join(", ", metadata.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));

    private static string Word(bool isSet) => isSet ? "yes" : "no";

    private static string Time(Google.Protobuf.WellKnownTypes.Timestamp time) =>
        time.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
