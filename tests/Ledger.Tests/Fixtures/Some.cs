using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Tests.Fixtures;

/// <summary>Valid terms; a test changes only what matters to it.</summary>
internal static class Some
{
    public const string Book = "acme";

    public static Id128 Id(int number) => new((UInt128)number);

    public static AssetTerms Asset(string code, int scale = 0) => new(code, scale, ExternalReference: "");

    public static AccountTerms Account(int id, string asset = "EUR", BalanceLimit limit = BalanceLimit.None) =>
        new(Id(id), asset, AccountType.Liability, Code: 200, limit, ExternalReference: $"account/{id}");

    public static AccountUpdate Update(int id, int account, bool? isFrozen = null, bool? isClosed = null, uint version = 0) =>
        new(Id(id), Id(account), version, isFrozen, isClosed);

    public static TransferTerms Single(int id, int debit, int credit, UInt128 amount) =>
        Move(id, TransferKind.Single, debit, credit, amount);

    public static TransferTerms Pending(int id, int debit, int credit, UInt128 amount) =>
        Move(id, TransferKind.Pending, debit, credit, amount);

    public static TransferTerms Post(int id, int pending, UInt128 amount, bool final = false) =>
        new(Id(id), TransferKind.Post, default, default, amount, Id(pending), final, Code: 1, ExternalReference: "");

    public static TransferTerms Void(int id, int pending) =>
        new(Id(id), TransferKind.Void, default, default, Amount: 0, Id(pending), Final: false, Code: 1, ExternalReference: "");

    public static TransferTerms Reverse(int id, int reverses) =>
        new(Id(id), TransferKind.Reverse, default, default, Amount: 0, PendingId: default, Final: false, Code: 1, ExternalReference: "")
        {
            ReversesId = Id(reverses),
        };

    public static Metadata Metadata(string key, string value) => Mesh.Ledger.Domain.Metadata.Of([new(key, value)]);

    public static TransferTerms Linked(this TransferTerms terms) => terms with { Flags = terms.Flags | TransferFlags.Linked };

    public static TransferTerms With(this TransferTerms terms, TransferFlags flags) => terms with { Flags = terms.Flags | flags };

    public static TransferTerms For(this TransferTerms terms, uint seconds) => terms with { TimeoutSeconds = seconds };

    public static TransferTerms Imported(this TransferTerms terms, long secondsAgo) => terms with { ImportTime = Ago(secondsAgo) };

    public static AccountTerms Imported(this AccountTerms terms, long secondsAgo) => terms with { ImportTime = Ago(secondsAgo) };

    public static TransferTerms At(this TransferTerms terms, ulong numerator, ulong denominator, Rounding rounding = Rounding.Down) =>
        terms with { Exchange = new ExchangeRate(numerator, denominator, rounding) };

    /// <summary>A time before the first of a <see cref="LedgerRun"/>.</summary>
    public static Moment Ago(long seconds) => new Moment(LedgerRun.Begin).PlusNanos(-seconds * 1_000_000_000);

    private static TransferTerms Move(int id, TransferKind kind, int debit, int credit, UInt128 amount) =>
        new(Id(id), kind, Id(debit), Id(credit), amount, PendingId: default, Final: false, Code: 1, ExternalReference: "");
}
