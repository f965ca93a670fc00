using System.Globalization;
using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Job;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows the accounts of a tenant with their balances.</summary>
internal static class BalanceCommand
{
    public static async Task<int> RunAsync(string tenant, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        try
        {
            var accounts = await AccountsAsync(clients, tenant, cancellationToken);
            if (isJson)
            {
                Consoles.PlainOutput.WriteLine(
                    $"[{string.Join(",", accounts.Select(account => Google.Protobuf.JsonFormatter.Default.Format(account)))}]"
                );
            }
            else
            {
                Print(tenant, accounts);
            }

            return 0;
        }
        catch (RpcException problem)
        {
            throw new CliException(RpcText.Line(problem), problem);
        }
    }

    private static async Task<IReadOnlyList<Account>> AccountsAsync(MeshClients clients, string tenant, CancellationToken cancellationToken)
    {
        var accounts = new List<Account>();
        var token = "";
        do
        {
            var request = new ListAccountsRequest
            {
                Book = tenant,
                PageSize = 1_000,
                PageToken = token,
            };
            var page = await Patient.CallAsync(options => clients.Ledger.ListAccountsAsync(request, options), cancellationToken);
            accounts.AddRange(page.Accounts);
            token = page.NextPageToken;
        } while (token.Length > 0);
        return accounts;
    }

    private static void Print(string tenant, IReadOnlyList<Account> accounts)
    {
        if (accounts.Count == 0)
        {
            Consoles.Output.WriteLine($"Tenant '{tenant}' has no accounts yet.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("account").AddColumn("code").AddColumn("currency");
        foreach (var column in new[] { "debits", "credits", "held debits", "held credits", "balance" })
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (
            var account in accounts
                .OrderBy(account => account.Code)
                .ThenBy(account => account.ExternalReference, StringComparer.Ordinal)
                .ThenBy(account => account.Asset, StringComparer.Ordinal)
        )
        {
            // On its normal side a balance is positive: debits for an asset, credits for a liability.
            var net = (long)account.DebitsPosted.Low - (long)account.CreditsPosted.Low;
            table.AddRow(
                Markup.Escape(account.ExternalReference),
                account.Code.ToString(CultureInfo.InvariantCulture),
                account.Asset,
                Text(account.DebitsPosted, account),
                Text(account.CreditsPosted, account),
                Text(account.DebitsPending, account),
                Text(account.CreditsPending, account),
                MoneyText.Of(account.Type is AccountType.Asset or AccountType.Expense ? net : -net, account.Asset)
            );
        }

        Consoles.Output.Write(table);
    }

    private static string Text(Mesh.Type.V1.UInt128 amount, Account account) => MoneyText.Of((long)amount.Low, account.Asset);
}
