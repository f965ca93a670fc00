using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Endpoints;
using Mesh.Ledger.Tests.Fixtures;

namespace Mesh.Ledger.Tests.Endpoints;

public sealed class TransferWireTests
{
    public static TheoryData<string, Action<V1.Transfer>> WrongFieldsOfAMove => new()
    {
        { "id", transfer => transfer.Id = "x" },
        { "debit_account_id", transfer => transfer.DebitAccountId = "" },
        { "debit_account_id", transfer => transfer.DebitAccountId = "x" },
        { "credit_account_id", transfer => transfer.CreditAccountId = "" },
        { "credit_account_id", transfer => transfer.CreditAccountId = transfer.DebitAccountId.ToUpperInvariant() },
        { "amount", transfer => transfer.Amount = null },
        { "amount", transfer => transfer.Amount = Wire.Amount(0) },
        { "pending_id", transfer => transfer.PendingId = Wire.Id(9) },
        { "final", transfer => transfer.Final = true },
        { "code", transfer => transfer.Code = 0 },
        { "code", transfer => transfer.Code = 65_536 },
        { "external_reference", transfer => transfer.ExternalReference = new string('x', 129) },
        { "create_time", transfer => transfer.CreateTime = new Timestamp() },
        { "create_time", transfer => transfer.Imported = true },
        { "create_time", transfer => (transfer.Imported, transfer.CreateTime) = (true, new Timestamp { Seconds = 7_258_118_400 }) },
        { "hold_state", transfer => transfer.HoldState = V1.HoldState.Open },
        { "amount_held", transfer => transfer.AmountHeld = Wire.Amount(1) },
        { "reverses_id", transfer => transfer.ReversesId = Wire.Id(9) },
        { "expire_time", transfer => transfer.ExpireTime = new Timestamp() },
        { "reversed_by_id", transfer => transfer.ReversedById = Wire.Id(9) },
        { "effective_time", transfer => transfer.EffectiveTime = new Timestamp() },
        { "effective_time", transfer => transfer.EffectiveTime = new Timestamp { Seconds = -1 } },
        { "effective_time", transfer => transfer.EffectiveTime = new Timestamp { Seconds = 1, Nanos = 1_000_000_000 } },
        { "effective_time", transfer => transfer.EffectiveTime = new Timestamp { Seconds = 7_258_118_400 } },
        { "effective_time", transfer => transfer.EffectiveTime = new Timestamp { Seconds = long.MaxValue } },
        { "metadata", transfer => transfer.Metadata.Add("a b", "") },
        { "exchange_rate.numerator", transfer => (transfer.ExchangeRate = Wire.Rate()).Numerator = 0 },
        { "exchange_rate.denominator", transfer => (transfer.ExchangeRate = Wire.Rate()).Denominator = 0 },
        { "exchange_rate.rounding", transfer => (transfer.ExchangeRate = Wire.Rate()).Rounding = V1.Rounding.Unspecified },
        { "exchange_rate", transfer => (transfer.ExchangeRate, transfer.BalancingDebit) = (Wire.Rate(), true) },
    };

    public static TheoryData<string, Action<V1.Transfer>> WrongFieldsOfAReversal => new()
    {
        { "debit_account_id", transfer => transfer.DebitAccountId = Wire.Id(1) },
        { "credit_account_id", transfer => transfer.CreditAccountId = Wire.Id(1) },
        { "amount", transfer => transfer.Amount = Wire.Amount(1) },
        { "pending_id", transfer => transfer.PendingId = Wire.Id(9) },
        { "reverses_id", transfer => transfer.ReversesId = "" },
        { "reverses_id", transfer => transfer.ReversesId = transfer.Id },
        { "final", transfer => transfer.Final = true },
        { "timeout_seconds", transfer => transfer.TimeoutSeconds = 1 },
        { "balancing_debit", transfer => transfer.BalancingDebit = true },
        { "balancing_credit", transfer => transfer.BalancingCredit = true },
        { "closing_debit", transfer => transfer.ClosingDebit = true },
        { "closing_credit", transfer => transfer.ClosingCredit = true },
    };

    [Fact]
    public void Parse_VoidWithARate_NamesItAlone() =>
        CheckNamesAlone(Wire.Void(1, 2), "exchange_rate", transfer => transfer.ExchangeRate = Wire.Rate());

    public static TheoryData<string, Action<V1.Transfer>> WrongFieldsOfASingleOnly => new()
    {
        { "timeout_seconds", transfer => transfer.TimeoutSeconds = 1 },
        { "closing_debit", transfer => transfer.ClosingDebit = true },
        { "closing_credit", transfer => transfer.ClosingCredit = true },
    };

    public static TheoryData<string, Action<V1.Transfer>> WrongFieldsOfAPost => new()
    {
        { "debit_account_id", transfer => transfer.DebitAccountId = Wire.Id(1) },
        { "credit_account_id", transfer => transfer.CreditAccountId = Wire.Id(1) },
        { "amount", transfer => transfer.Amount = null },
        { "amount", transfer => transfer.Amount = Wire.Amount(0) },
        { "pending_id", transfer => transfer.PendingId = "" },
        { "pending_id", transfer => transfer.PendingId = "x" },
        { "pending_id", transfer => transfer.PendingId = transfer.Id },
    };

    public static TheoryData<string, Action<V1.Transfer>> WrongFieldsOfAVoid => new()
    {
        { "debit_account_id", transfer => transfer.DebitAccountId = Wire.Id(1) },
        { "credit_account_id", transfer => transfer.CreditAccountId = Wire.Id(1) },
        { "amount", transfer => transfer.Amount = Wire.Amount(0) },
        { "pending_id", transfer => transfer.PendingId = "" },
        { "final", transfer => transfer.Final = true },
    };

    [Theory]
    [MemberData(nameof(WrongFieldsOfAMove))]
    public void Parse_SingleWithOneWrongField_NamesItAlone(string field, Action<V1.Transfer> spoil) =>
        CheckNamesAlone(Wire.Single(0xabc, 0xabd, 0xabe, 5), field, spoil);

    [Theory]
    [MemberData(nameof(WrongFieldsOfAMove))]
    public void Parse_PendingWithOneWrongField_NamesItAlone(string field, Action<V1.Transfer> spoil) =>
        CheckNamesAlone(Wire.Pending(0xabc, 0xabd, 0xabe, 5), field, spoil);

    [Theory]
    [MemberData(nameof(WrongFieldsOfAPost))]
    public void Parse_PostWithOneWrongField_NamesItAlone(string field, Action<V1.Transfer> spoil) =>
        CheckNamesAlone(Wire.Post(1, 2, 5, final: true), field, spoil);

    [Theory]
    [MemberData(nameof(WrongFieldsOfAVoid))]
    public void Parse_VoidWithOneWrongField_NamesItAlone(string field, Action<V1.Transfer> spoil) =>
        CheckNamesAlone(Wire.Void(1, 2), field, spoil);

    [Theory]
    [MemberData(nameof(WrongFieldsOfAReversal))]
    public void Parse_ReversalWithOneWrongField_NamesItAlone(string field, Action<V1.Transfer> spoil) =>
        CheckNamesAlone(Wire.Reverse(1, 2), field, spoil);

    [Theory]
    [MemberData(nameof(WrongFieldsOfASingleOnly))]
    public void Parse_SingleWithAFieldOfHolds_NamesItAlone(string field, Action<V1.Transfer> spoil) =>
        CheckNamesAlone(Wire.Single(0xabc, 0xabd, 0xabe, 5), field, spoil);

    [Fact]
    public void Parse_EverythingOfAHold_IsKept()
    {
        var transfer = Wire.Pending(1, 2, 3, 0);
        transfer.Linked = transfer.BalancingDebit = transfer.BalancingCredit = transfer.ClosingDebit = transfer.ClosingCredit = true;
        transfer.TimeoutSeconds = uint.MaxValue;
        var violations = new FieldViolations();

        var terms = TransferWire.Parse(transfer, violations);

        Assert.Empty(violations.All);
        Assert.Equal(Some.Pending(1, 2, 3, 0).With((TransferFlags)31).For(uint.MaxValue), terms);
    }

    [Fact]
    public void Parse_ImportedHold_HasNoTimeout() => CheckNamesAlone(
        Wire.Pending(1, 2, 3, 4),
        "timeout_seconds",
        transfer => (transfer.Imported, transfer.CreateTime, transfer.TimeoutSeconds) = (true, new Timestamp { Seconds = 1 }, 1));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7_258_118_399, 999_999_999)]
    public void Parse_EffectiveTimeAtItsEdges_IsKept(long seconds, int nanos)
    {
        var transfer = Wire.Void(1, 2);
        (transfer.EffectiveTime, transfer.Metadata["why"]) = (new Timestamp { Seconds = seconds, Nanos = nanos }, "because");
        var violations = new FieldViolations();

        var terms = TransferWire.Parse(transfer, violations);

        Assert.Empty(violations.All);
        Assert.Equal(
            Some.Void(1, 2) with
            {
                EffectiveTime = new(seconds * 1_000_000_000 + nanos),
                Metadata = Some.Metadata("why", "because"),
            },
            terms);
    }

    [Theory]
    [InlineData(V1.TransferKind.Unspecified)]
    [InlineData((V1.TransferKind)6)]
    public void Parse_UnknownKind_IsNamedAloneForItSaysWhatElseIsNeeded(V1.TransferKind kind) =>
        CheckNamesAlone(Wire.Single(1, 2, 3, 4), "kind", transfer => transfer.Kind = kind);

    [Fact]
    public void Parse_EmptyMessage_NamesAllThatIsMissing()
    {
        var violations = new FieldViolations();

        TransferWire.Parse(new V1.Transfer { Kind = V1.TransferKind.Single }, violations.At("transfers", 3));

        Assert.Equal(
            ["transfers[3].amount", "transfers[3].code", "transfers[3].credit_account_id", "transfers[3].debit_account_id",
                "transfers[3].id"],
            violations.All.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parse_LargestAmount_IsKeptWhole()
    {
        var transfer = Wire.Single(1, 2, 3, 4);
        transfer.Amount = new() { Low = ulong.MaxValue, High = ulong.MaxValue };
        var violations = new FieldViolations();

        var terms = TransferWire.Parse(transfer, violations);

        Assert.Empty(violations.All);
        Assert.Equal(Some.Single(1, 2, 3, UInt128.MaxValue), terms);
    }

    private static void CheckNamesAlone(V1.Transfer transfer, string field, Action<V1.Transfer> spoil)
    {
        spoil(transfer);
        var violations = new FieldViolations();

        TransferWire.Parse(transfer, violations.At("transfers", 3));

        Assert.Equal($"transfers[3].{field}", Assert.Single(violations.All).Field);
    }
}
