using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Cli.Books;
using Mesh.Cli.Clients;
using Mesh.Cli.Job;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows the accounts of a tenant with their balances.</summary>
internal static class BalanceCommand
{
    public static async Task<int> RunAsync(
        string tenant, string? only, Timestamp? asOf, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        try
        {
            var all = await BookAccounts.ListAsync(clients, tenant, cancellationToken);
            var accounts = only is null ? all : BookAccounts.Named(all, tenant, only);
            if (asOf is not null)
            {
                var keeping = only is null ? [.. accounts.Where(each => each.History)] : accounts;
                accounts = await PastAsync(clients, tenant, keeping, asOf, cancellationToken);
            }

            if (isJson)
            {
                Consoles.PrintJson(new ListAccountsResponse { Accounts = { accounts } });
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

    /// <summary>Gets the accounts with the balances that they had.</summary>
    private static async Task<IReadOnlyList<Account>> PastAsync(
        MeshClients clients, string tenant, IReadOnlyList<Account> accounts, Timestamp asOf, CancellationToken cancellationToken)
    {
        var past = new List<Account>(accounts.Count);
        foreach (var account in accounts)
        {
            var request = new GetBalanceRequest { Book = tenant, AccountId = account.Id, AsOf = asOf };
            var then = await Patient.CallAsync(options => clients.Ledger.GetBalanceAsync(request, options), cancellationToken);
            past.Add(new Account(account)
            {
                DebitsPosted = then.Balances.DebitsPosted,
                CreditsPosted = then.Balances.CreditsPosted,
                DebitsPending = then.Balances.DebitsPending,
                CreditsPending = then.Balances.CreditsPending,
            });
        }

        return past;
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

        foreach (var account in accounts)
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
                MoneyText.Of(account.Type is AccountType.Asset or AccountType.Expense ? net : -net, account.AssetScale)
            );
        }

        Consoles.Output.Write(table);
    }

    private static string Text(Mesh.Type.V1.UInt128 amount, Account account) => MoneyText.Of(amount, account.AssetScale);
}
