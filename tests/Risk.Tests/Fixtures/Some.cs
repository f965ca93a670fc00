using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Tests.Fixtures;

/// <summary>Valid values; a test changes only what matters to it.</summary>
internal static class Some
{
    public const string Tenant = "acme";

    public static readonly Moment Start = new(1_800_000_000_000_000_000);

    public static Currency Euro => CurrencyOf("EUR");

    public static Currency CurrencyOf(string code) =>
        Currency.TryFind(code, out var currency) ? currency : throw new ArgumentException($"{code} is no currency.", nameof(code));

    public static Id128 Id(int number) => new((UInt128)number);

    public static string Card(int number) => $"{number:x32}";

    public static PaymentSnapshot ByCard(
        string customer = "ada", int card = 1, string merchant = "bookshop", long amountMinor = 100) => new(
        new PaymentId(7), Euro, amountMinor, customer, merchant, Card(card), "40000012", PayerWalletId: "");

    public static PaymentSnapshot ByWallet(string customer = "ada", string wallet = "wallet-1", long amountMinor = 100) => new(
        new PaymentId(7), Euro, amountMinor, customer, MerchantId: "", CardFingerprint: "", CardBin: "", wallet);

    public static AddBlockListEntry Addition(
        int request, BlockListItemType itemType, string value, string reason = "stolen", string tenant = Tenant) =>
        new(tenant, Id(request), itemType, value, reason);

    public static RemoveBlockListEntry Removal(int request, BlockListItemType itemType, string value) =>
        new(Tenant, Id(request), itemType, value);
}
