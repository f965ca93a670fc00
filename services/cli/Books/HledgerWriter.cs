using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>
/// A journal for hledger (https://hledger.org/hledger.html#journal): what was posted, a debit as a positive amount and a credit as a
/// negative one, on the day on which it counts. Holds are no part of it. Accounts and commodities are declared, so that
/// <c>hledger check --strict</c> accepts it.
/// </summary>
internal sealed partial class HledgerWriter(TextWriter output) : IBookWriter
{
    private readonly Dictionary<string, (string Name, string Asset, uint Scale)> accounts = [];
    private readonly HashSet<string> names = [];
    private readonly HashSet<string> assets = [];

    /// <inheritdoc/>
    public void Write(LedgerEvent happened)
    {
        switch (happened.EventCase)
        {
            case LedgerEvent.EventOneofCase.AccountCreated:
                Declare(happened.AccountCreated);
                break;
            case LedgerEvent.EventOneofCase.TransferCreated when happened.TransferCreated.Kind is "SINGLE" or "POST" or "REVERSE":
                Write(happened, happened.TransferCreated);
                break;
            default:
                // Nothing was posted.
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => output.Flush();

    private void Declare(AccountCreated account)
    {
        if (assets.Add(account.Asset))
        {
            // The decimal mark is required, even where no decimals follow.
            var one = MoneyText.Plain(MoneyText.One(account.AssetScale), account.AssetScale);
            output.WriteLine($"commodity {one}{(one.Contains('.', StringComparison.Ordinal) ? "" : ".")} {Symbol(account.Asset)}");
        }

        var name = NameOf(account);
        accounts[account.AccountId] = (name, account.Asset, account.AssetScale);
        output.WriteLine($"account {name}  ; id:{account.AccountId}, code:{account.Code}, type:{TypeOf(account.Type).Letter}");
    }

    private void Write(LedgerEvent happened, TransferCreated transfer)
    {
        var ((debit, asset, scale), (credit, _, _)) = (accounts[transfer.DebitAccountId], accounts[transfer.CreditAccountId]);
        var amount = MoneyText.Value(transfer.Amount);
        var made = transfer.CreateTime ?? happened.EventTime;
        var date = Date(transfer.EffectiveTime ?? made);
        output.WriteLine(
            $"{date} * ({transfer.TransferId}) {transfer.Kind} {Clean(transfer.ExternalReference)}".TrimEnd()
                + (transfer.EffectiveTime is null ? "" : $"  ; recorded:{Date(made)}"));
        output.WriteLine($"    {debit}  {MoneyText.Plain(amount, scale)} {Symbol(asset)}");
        output.WriteLine($"    {credit}  {MoneyText.Plain(-amount, scale)} {Symbol(asset)}");
        output.WriteLine();
    }

    // Two accounts may have the same reference: then the second has its id in its name.
    private string NameOf(AccountCreated account)
    {
        var parts = account.ExternalReference.Split('/', ':').Select(Clean).Where(part => part.Length > 0);
        var name = string.Join(':', [TypeOf(account.Type).Root, .. parts, account.Asset]);
        if (!names.Add(name))
        {
            name = $"{name}:{account.AccountId}";
            names.Add(name);
        }

        return name;
    }

    private static (string Root, char Letter) TypeOf(string type) => type switch
    {
        "ASSET" => ("assets", 'A'),
        "LIABILITY" => ("liabilities", 'L'),
        "EQUITY" => ("equity", 'E'),
        "REVENUE" => ("revenues", 'R'),
        "EXPENSE" => ("expenses", 'X'),
        _ => throw new CliException($"the ledger tells of an account of type {type}: this program is too old for it."),
    };

    private static string Date(Timestamp time) => time.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // A symbol with anything but letters must be in quotes.
    private static string Symbol(string asset) => asset.All(char.IsAsciiLetter) ? asset : $"\"{asset}\"";

    // Two spaces end a name, and a semicolon begins a comment.
    private static string Clean(string text) => Blanks().Replace(text, " ").Replace(';', ',').Trim();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blanks();
}
