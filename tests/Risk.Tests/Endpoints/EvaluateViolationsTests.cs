using Grpc.Core;
using Mesh.Risk.V1;

namespace Mesh.Risk.Tests.Endpoints;

/// <summary>What is wrong with a request is said all at once, and nothing happens.</summary>
public sealed class EvaluateViolationsTests(RiskHost host) : IClassFixture<RiskHost>
{
    public static TheoryData<string, Action<EvaluateRequest>> Changes => new()
    {
        { "tenant", request => request.Tenant = "" },
        { "tenant", request => request.Tenant = "Acme" },
        { "evaluation_id", request => request.EvaluationId = "" },
        { "evaluation_id", request => request.EvaluationId = Guid.Empty.ToString() },
        { "payment.payment_id", request => request.Payment.PaymentId = "" },
        { "payment.payment_id", request => request.Payment.PaymentId = "pay_0000000000000000000000000000000g" },
        { "payment.payment_id", request => request.Payment.PaymentId = "PAY_00000000000000000000000000000000" },
        { "payment.amount.amount_minor", request => request.Payment.Amount.AmountMinor = 0 },
        { "payment.amount.amount_minor", request => request.Payment.Amount.AmountMinor = 1_000_000_000_000_000 },
        { "payment.amount.currency_code", request => request.Payment.Amount.CurrencyCode = "eur" },
        { "payment.amount.currency_code", request => request.Payment.Amount.CurrencyCode = "XXX" },
        { "payment.customer_id", request => request.Payment.CustomerId = new string('c', 65) },
        { "payment.merchant_id", request => request.Payment.MerchantId = new string('m', 65) },
        { "payment.card_fingerprint", request => request.Payment.CardFingerprint = "0123" },
        { "payment.card_fingerprint", request => request.Payment.CardFingerprint = new string('g', 32) },
        { "payment.card_bin", request => request.Payment.CardBin = "40000" },
        { "payment.card_bin", request => request.Payment.CardBin = "400000100" },
        { "payment.card_bin", request => request.Payment.CardBin = "4000001x" },
        { "payment.card_bin", request => request.Payment.CardBin = "" },
        { "payment.card_bin", request => request.Payment.CardFingerprint = "" },
        { "payment.payer_wallet_id", request => request.Payment.PayerWalletId = "w" },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Evaluate_WithAWrongField_NamesIt(string field, Action<EvaluateRequest> change)
    {
        var request = Wire.Evaluate(Wire.Payment());
        change(request);

        var failure = await Wire.FailureOfAsync(host.Client.EvaluateAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal("INVALID_REQUEST", Wire.InfoOf(failure).Reason);
        Assert.Equal([field], Wire.FieldsOf(failure));
    }

    [Fact]
    public async Task Evaluate_WithNothing_NamesEverythingThatIsRequired()
    {
        var failure = await Wire.FailureOfAsync(host.Client.EvaluateAsync(new EvaluateRequest()));

        Assert.Equal(
            [
                "tenant", "evaluation_id", "payment", "payment.payment_id", "payment.amount.amount_minor", "payment.amount.currency_code",
            ],
            Wire.FieldsOf(failure));
    }

    [Fact]
    public async Task Evaluate_AtEveryLimit_IsAccepted()
    {
        var payment = Wire.Payment(customer: new string('c', 64), amountMinor: 999_999_999_999_999);
        payment.MerchantId = new string('ø', 64);

        Assert.Equal(Outcome.Decline, (await host.Client.EvaluateAsync(Wire.Evaluate(payment))).Evaluation.Outcome);
    }

    [Fact]
    public async Task Evaluate_ByAWallet_NeedsNoCard()
    {
        var payment = Wire.Payment();
        payment.CardFingerprint = payment.CardBin = "";
        payment.PayerWalletId = new string('w', 64);

        Assert.Equal(Outcome.Allow, (await host.Client.EvaluateAsync(Wire.Evaluate(payment))).Evaluation.Outcome);
    }

    [Fact]
    public async Task BatchEvaluate_WithWrongItems_NamesAllAndEvaluatesNone()
    {
        var good = Wire.Evaluate(Wire.Payment());
        var bad = Wire.Evaluate(Wire.Payment(amountMinor: -1), tenant: "globex");
        bad.EvaluationId = "7";

        var failure = await Wire.FailureOfAsync(host.Client.BatchEvaluateAsync(
            new BatchEvaluateRequest { Tenant = Wire.Tenant, Requests = { good, bad } }));

        Assert.Equal(
            ["requests[1].evaluation_id", "requests[1].payment.amount.amount_minor", "requests[1].tenant"], Wire.FieldsOf(failure));
        var absent = await Wire.FailureOfAsync(host.Client.GetEvaluationAsync(
            new GetEvaluationRequest { Tenant = Wire.Tenant, EvaluationId = good.EvaluationId }));
        Assert.Equal(StatusCode.NotFound, absent.StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8_191)]
    public async Task BatchEvaluate_OfTooFewOrTooMany_IsRefused(int count)
    {
        var request = new BatchEvaluateRequest { Tenant = Wire.Tenant };
        request.Requests.AddRange(Enumerable.Range(0, count).Select(_ => Wire.Evaluate(Wire.Payment())));

        var failure = await Wire.FailureOfAsync(host.Client.BatchEvaluateAsync(request));

        Assert.Equal(["requests"], Wire.FieldsOf(failure));
    }
}
