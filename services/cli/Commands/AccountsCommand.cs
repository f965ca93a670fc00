using Google.Protobuf;
using Mesh.Cli.Books;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows what accounts there are, and creates them.</summary>
internal static class AccountsCommand
{
    public static async Task<int> ListAsync(string tenant, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var accounts = await BookAccounts.ListAsync(clients, tenant, cancellationToken);
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

    public static async Task<int> CreateAsync(string tenant, Account account, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var request = new CreateAccountsRequest { Book = tenant, Accounts = { account } };
        var response = await Patient.CallAsync(options => clients.Ledger.CreateAccountsAsync(request, options), cancellationToken);
        var status = response.Results[0].Status;
        Consoles.PlainOutput.WriteLine(
            isJson ? JsonFormatter.Default.Format(response)
            : status == CreateAccountStatus.Created ? $"Created {account.ExternalReference} ({account.Asset}) as {account.Id}."
            : status == CreateAccountStatus.Exists ? $"{account.Id} is there already, the same: nothing was changed."
            : $"{account.Id} was refused: {status}. Use a new id."
        );
        return status is CreateAccountStatus.Created or CreateAccountStatus.Exists ? 0 : 1;
    }

    public static async Task<int> UpdateAsync(
        string tenant, string name, AccountUpdate update, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var accounts = await BookAccounts.ListAsync(clients, tenant, cancellationToken);
        update.AccountId = BookAccounts.One(accounts, tenant, name).Id;
        var request = new UpdateAccountsRequest { Book = tenant, Updates = { update } };
        var response = await Patient.CallAsync(options => clients.Ledger.UpdateAccountsAsync(request, options), cancellationToken);
        var (status, version) = (response.Results[0].Status, response.Results[0].Version);
        Consoles.PlainOutput.WriteLine(
            isJson ? JsonFormatter.Default.Format(response)
            : status == UpdateAccountStatus.Updated ? $"{name} was changed by {update.Id}: it has version {version} now."
            : status == UpdateAccountStatus.Exists ? $"{update.Id} was applied before: nothing was changed."
            : $"{update.Id} was refused, for ever: {status}; the account has version {version}."
        );
        return status is UpdateAccountStatus.Updated or UpdateAccountStatus.Exists ? 0 : 1;
    }

    private static void Print(string tenant, IReadOnlyList<Account> accounts)
    {
        if (accounts.Count == 0)
        {
            Consoles.Output.WriteLine($"Tenant '{tenant}' has no accounts yet: `accounts create` makes one.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("account", "currency", "type");
        table.AddColumn(new TableColumn("code").RightAligned()).AddColumns("limit", "id");
        foreach (var account in accounts)
        {
            table.AddRow(
                Markup.Escape(account.ExternalReference),
                account.Asset,
                account.Type.ToString(),
                $"{account.Code}",
                account.Closed ? "closed" : account.Frozen ? "frozen" : LimitOf(account),
                account.Id
            );
        }

        Consoles.Output.Write(table);
    }

    private static string LimitOf(Account account)
    {
        if (!account.DebitsMustNotExceedCredits && !account.CreditsMustNotExceedDebits)
        {
            return "";
        }

        var overdraft = account.OverdraftLimit is { } limit ? $" by more than {MoneyText.Of(limit, account.AssetScale)}" : "";
        return (account.DebitsMustNotExceedCredits ? "debits <= credits" : "credits <= debits") + overdraft;
    }
}
