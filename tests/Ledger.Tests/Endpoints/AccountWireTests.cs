using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Endpoints;

public sealed class AccountWireTests
{
    public static TheoryData<string, Action<V1.Account>> WrongFields => new()
    {
        { "id", account => account.Id = "" },
        { "id", account => account.Id = "00000000-0000-0000-0000-000000000000" },
        { "id", account => account.Id = "ffffffff-ffff-ffff-ffff-ffffffffffff" },
        { "id", account => account.Id = "{" + account.Id + "}" },
        { "asset", account => account.Asset = "" },
        { "asset", account => account.Asset = "eur" },
        { "asset", account => account.Asset = "X" },
        { "asset", account => account.Asset = "1INCH" },
        { "asset", account => account.Asset = "EUR " },
        { "asset", account => account.Asset = new string('X', 25) },
        { "metadata", account => account.Metadata.Add("key", "value") },
        { "asset_scale", account => account.AssetScale = 2 },
        { "type", account => account.Type = V1.AccountType.Unspecified },
        { "type", account => account.Type = (V1.AccountType)6 },
        { "code", account => account.Code = 0 },
        { "code", account => account.Code = 65_536 },
        { "credits_must_not_exceed_debits", account => account.DebitsMustNotExceedCredits = account.CreditsMustNotExceedDebits = true },
        { "external_reference", account => account.ExternalReference = new string('x', 129) },
        { "debits_posted", account => account.DebitsPosted = Wire.Amount(0) },
        { "credits_posted", account => account.CreditsPosted = Wire.Amount(1) },
        { "debits_pending", account => account.DebitsPending = Wire.Amount(1) },
        { "credits_pending", account => account.CreditsPending = Wire.Amount(1) },
        { "closed", account => account.Closed = true },
        { "frozen", account => account.Frozen = true },
        { "version", account => account.Version = 1 },
        { "create_time", account => account.CreateTime = new Timestamp() },
        { "create_time", account => account.Imported = true },
        { "create_time", account => (account.Imported, account.CreateTime) = (true, new Timestamp()) },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public void Parse_OneWrongField_NamesItAlone(string field, Action<V1.Account> spoil)
    {
        var account = Wire.Account(1);
        spoil(account);
        var violations = new FieldViolations();

        AccountWire.Parse(account, violations.At("accounts", 7));

        Assert.Equal($"accounts[7].{field}", Assert.Single(violations.All).Field);
    }

    public static TheoryData<string, Action<V1.AccountUpdate>> WrongUpdates => new()
    {
        { "id", update => update.Id = "" },
        { "account_id", update => update.AccountId = "1" },
        { "", update => update.ClearFrozen() },
        { "metadata", update => update.Metadata = new V1.AccountMetadata { Entries = { { "", "no key" } } } },
    };

    [Theory]
    [MemberData(nameof(WrongUpdates))]
    public void ParseUpdate_OneWrongField_NamesItAlone(string field, Action<V1.AccountUpdate> spoil)
    {
        var update = new V1.AccountUpdate { Id = Wire.Id(1), AccountId = Wire.Id(2), Frozen = false };
        spoil(update);
        var violations = new FieldViolations();

        AccountWire.Parse(update, violations.At("updates", 3));

        Assert.Equal($"updates[3].{field}".TrimEnd('.'), Assert.Single(violations.All).Field);
    }

    [Fact]
    public void ParseUpdate_OfOneChange_LeavesTheOther() => Assert.Equal(
        Some.Update(1, 2, isClosed: false, version: 7),
        AccountWire.Parse(
            new V1.AccountUpdate { Id = Wire.Id(1), AccountId = Wire.Id(2), Closed = false, ExpectedVersion = 7 }, new FieldViolations()));

    [Fact]
    public void Parse_AtTheEdges_IsAccepted()
    {
        var account = Wire.Account(1);
        (account.Code, account.ExternalReference) = (65_535, string.Concat(Enumerable.Repeat("💶", 128)));
        var violations = new FieldViolations();

        var terms = AccountWire.Parse(account, violations);

        Assert.Empty(violations.All);
        Assert.Equal(
            new AccountTerms(Some.Id(1), "EUR", AccountType.Liability, 65_535, BalanceLimit.None, account.ExternalReference), terms);
    }

    [Theory]
    [InlineData(true, false, BalanceLimit.DebitsMustNotExceedCredits)]
    [InlineData(false, true, BalanceLimit.CreditsMustNotExceedDebits)]
    [InlineData(false, false, BalanceLimit.None)]
    public void Parse_Limits_AreShownAgainAsTheyCame(bool debits, bool credits, BalanceLimit expected)
    {
        var account = Wire.Account(1);
        (account.DebitsMustNotExceedCredits, account.CreditsMustNotExceedDebits) = (debits, credits);

        var terms = AccountWire.Parse(account, new FieldViolations());
        var shown = AccountWire.ToWire(
            new AccountView(new Account(terms, default, new Balances(1, 2, 3, new UInt128(4, 5))), AssetScale: 2, Metadata.Empty));

        Assert.Equal(expected, terms.Limit);
        Assert.Equal((debits, credits), (shown.DebitsMustNotExceedCredits, shown.CreditsMustNotExceedDebits));
        Assert.Equal(new Mesh.Type.V1.UInt128 { High = 4, Low = 5 }, shown.CreditsPending);
    }
}
