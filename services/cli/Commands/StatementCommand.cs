using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Mesh.Cli.Books;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Shows what moved on one account, with the balance after each movement.</summary>
internal static class StatementCommand
{
    public static async Task<int> RunAsync(
        string tenant, string name, DateTimeOffset from, DateTimeOffset until, bool isJson, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        var accounts = await BookAccounts.ListAsync(clients, tenant, cancellationToken);
        var account = BookAccounts.One(accounts, tenant, name);
        var statement = account.History
            ? await LedgerStatement.GetAsync(clients, tenant, account, from, until, cancellationToken)
            : await ReadAsync(clients, tenant, new AccountStatement(account, from, until), cancellationToken);
        if (isJson)
        {
            Consoles.PlainOutput.WriteLine(JsonOf(account, statement));
        }
        else
        {
            Print(account, statement, accounts.ToDictionary(each => each.Id, each => each.ExternalReference));
        }

        return 0;
    }

    /// <summary>Makes the statement of an account without history: from the whole feed.</summary>
    private static async Task<Statement> ReadAsync(
        MeshClients clients, string tenant, AccountStatement statement, CancellationToken cancellationToken)
    {
        await foreach (var happened in BookFeed.ReadAsync(clients, tenant, cancellationToken))
        {
            statement.Add(happened);
        }

        return statement.ToStatement();
    }

    private static void Print(Account account, Statement statement, Dictionary<string, string> names)
    {
        Consoles.Output.WriteLine($"{account.ExternalReference}, {account.Asset}, {account.Id}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("time (UTC)", "what", "reference", "other account");
        foreach (var column in new[] { "debit", "credit", "held", "balance" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        table.AddRow("", "opening", "", "", "", "", "", Text(statement.Opening));
        foreach (var line in statement.Lines)
        {
            table.AddRow(
                line.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                line.Kind,
                Markup.Escape(line.Reference),
                Markup.Escape(names.GetValueOrDefault(line.OtherAccountId, line.OtherAccountId)),
                line.IsDebit && line.Posted != 0 ? Text(line.Posted) : "",
                line.IsDebit || line.Posted == 0 ? "" : Text(line.Posted),
                line.Held == 0 ? "" : Text(line.Held),
                Text(line.Balance)
            );
        }

        table.AddRow("", "closing", "", "", "", "", "", Text(statement.Closing));
        Consoles.Output.Write(table);

        string Text(BigInteger minor) => MoneyText.Of(minor, account.AssetScale);
    }

    // Amounts are strings of minor units: a JSON number would lose digits in most readers.
    private static string JsonOf(Account account, Statement statement) => JsonSerializer.Serialize(
        new
        {
            accountId = account.Id,
            account = account.ExternalReference,
            asset = account.Asset,
            openingMinor = Text(statement.Opening),
            closingMinor = Text(statement.Closing),
            debitsHeldMinor = Text(statement.Held.Debits),
            creditsHeldMinor = Text(statement.Held.Credits),
            lines = statement.Lines.Select(line => new
            {
                time = line.Time.UtcDateTime,
                transferId = line.TransferId,
                kind = line.Kind,
                reference = line.Reference,
                otherAccountId = line.OtherAccountId,
                side = line.IsDebit ? "DEBIT" : "CREDIT",
                postedMinor = Text(line.Posted),
                heldMinor = Text(line.Held),
                balanceMinor = Text(line.Balance),
            }),
        });

    private static string Text(BigInteger minor) => minor.ToString(CultureInfo.InvariantCulture);
}
