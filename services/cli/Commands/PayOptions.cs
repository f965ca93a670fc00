using System.CommandLine;
using Mesh.Cli.Samples;

namespace Mesh.Cli.Commands;

/// <summary>The options of <c>mesh pay</c>.</summary>
internal static class PayOptions
{
    public static Command Command(Option<string> tenant, Option<bool> json)
    {
        var amount = Text("--amount", "Minor units: 1999 is 19.99 EUR.", "1999");
        var currency = Text("--currency", "ISO 4217 code.", "EUR");
        var merchant = Text("--merchant", "Who is paid.", "bookshop");
        var customer = Text("--customer", "Who pays.", "");
        var card = Text("--card", "Card number; docs/test-cards.md says how each behaves.", "4242424242424242");
        var expiry = Text("--expiry", "Expiry of the card, MM/YYYY.", "12/2030");
        var wallet = Text("--wallet", "Pay from this wallet instead of a card.", "");
        var payee = Text("--to-wallet", "Pay to this wallet instead of a merchant.", "");
        var capture = Text("--capture", "automatic or manual.", "automatic");
        var requestId = new Option<string>("--request-id")
        {
            Description = "UUID of the request; default: a new one.",
            DefaultValueFactory = _ => Guid.CreateVersion7().ToString(),
        };
        var pay = new Command("pay", "Make one payment.")
        {
            tenant,
            amount,
            currency,
            merchant,
            customer,
            card,
            expiry,
            wallet,
            payee,
            capture,
            requestId,
            json,
        };
        pay.SetAction(
            (given, token) =>
            {
                var isWallet = given.GetValue(wallet)!.Length > 0;
                var row = new SampleRow
                {
                    Operation = "authorize",
                    RequestId = given.GetValue(requestId)!,
                    Tenant = given.GetValue(tenant)!,
                    AmountMinor = given.GetValue(amount)!,
                    Currency = given.GetValue(currency)!,
                    Capture = given.GetValue(capture)!,
                    Customer = given.GetValue(customer)!,
                    Merchant = given.GetValue(payee)!.Length > 0 ? "" : given.GetValue(merchant)!,
                    Card = isWallet ? "" : given.GetValue(card)!,
                    Expiry = given.GetValue(expiry)!,
                    Wallet = given.GetValue(wallet)!,
                    PayeeWallet = given.GetValue(payee)!,
                };
                return PayCommand.RunAsync(row, given.GetValue(json), token);
            }
        );
        return pay;
    }

    private static Option<string> Text(string name, string description, string byDefault) =>
        new(name)
        {
            Description = byDefault.Length > 0 ? $"{description} Default: {byDefault}." : description,
            DefaultValueFactory = _ => byDefault,
        };
}
