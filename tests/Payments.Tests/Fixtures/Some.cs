using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Cards;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>Valid values; a test changes only what matters to it.</summary>
internal static class Some
{
    public const string Tenant = "acme";
    public const string Approved = "4000001000000000";
    public const long AmountMinor = 1_999;

    public static readonly CardVault Vault = new(Key(1), Key(2));

    public static readonly RiskDecision Allow = new("allow", 0, Id(900), []);

    public static readonly RiskDecision Review = new("review", 60, Id(901), ["large_amount"]);

    public static readonly RiskDecision Decline = new("decline", 100, Id(902), ["blocked"]);

    public static Currency Euro => Money("EUR");

    public static Id128 Id(int number) => new((UInt128)number);

    public static Currency Money(string code) =>
        Currency.TryFind(code, out var currency) ? currency : throw new ArgumentException(code, nameof(code));

    public static byte[] Key(byte fill) => [.. Enumerable.Repeat(fill, CardVault.KeyBytes)];

    public static CardMethod Card(string number = Approved, int requestId = 1, string tenant = Tenant) => new(
        Vault.Fingerprint(tenant, number), number[..8], number[^4..], 12, 2030, Vault.Seal(number, tenant, Id(requestId)));

    public static PaymentTerms CardTerms(
        int requestId = 1, long amountMinor = AmountMinor, CaptureMethod capture = CaptureMethod.Manual, string number = Approved) =>
        new(Tenant, Id(requestId), Euro, amountMinor, capture, "customer-1", "shop", Card(number, requestId), "order-1");

    public static PaymentTerms WalletTerms(
        int requestId = 1, long amountMinor = AmountMinor, CaptureMethod capture = CaptureMethod.Automatic, string payee = "") =>
        new(Tenant, Id(requestId), Euro, amountMinor, capture, "customer-1", payee.Length == 0 ? "shop" : "",
            new WalletMethod("alice", payee), "order-1");

    public static OperationKey Key(OperationKind kind, int requestId) => new(Tenant, kind, Id(requestId));
}
