using Grpc.Core;
using Mesh.Cli.Clients;
using Mesh.Cli.Job;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows the accounts of a tenant with their balances.</summary>
internal static class BalanceCommand
{
    public static async Task<int> RunAsync(string tenant, string? only, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        try
        {
            var all = await AccountsAsync(clients, tenant, cancellationToken);
            var accounts = only is null ? all : [.. all.Where(account => IsMeant(account, only))];
            if (only is not null && accounts.Count == 0)
            {
                throw new CliException($"tenant '{tenant}' has no account '{only}': `balance` without a name shows all of them.");
            }

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

    // By the account's id, by its whole name ("Wallet/alice"), or by what it is for ("alice").
    private static bool IsMeant(Account account, string name) =>
        account.Id == name || account.ExternalReference == name || account.ExternalReference.EndsWith($"/{name}", StringComparison.Ordinal);

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

        var table = new Table().Border(TableBorder.Simple).AddColumn("account").AddColumn("currency");
        foreach (var column in new[] { "debits", "credits", "debits held", "credits held", "balance" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        foreach (
            var account in accounts
                .OrderBy(account => account.Code)
                .ThenBy(account => account.ExternalReference, StringComparer.Ordinal)
                .ThenBy(account => account.Asset, StringComparer.Ordinal)
        )
        {
            // On its normal side a balance is positive: debits for an asset, credits for a liability.
            var net = MoneyText.Value(account.DebitsPosted) - MoneyText.Value(account.CreditsPosted);
            table.AddRow(
                Markup.Escape(account.ExternalReference),
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

    private static string Text(Mesh.Type.V1.UInt128 amount, Account account) => MoneyText.Of(amount, account.Asset);
}
