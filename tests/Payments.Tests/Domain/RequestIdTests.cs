using Mesh.Payments.Domain;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Domain;

/// <summary>The same request identifier gets the same answer for ever; with other content it is refused, naming the field.</summary>
public sealed class RequestIdTests
{
    public static TheoryData<string, Func<PaymentTerms, PaymentTerms>> OtherCardTerms => new()
    {
        { "amount.currency_code", terms => terms with { Currency = Some.Money("USD") } },
        { "amount.amount_minor", terms => terms with { AmountMinor = terms.AmountMinor + 1 } },
        { "capture_method", terms => terms with { CaptureMethod = CaptureMethod.Automatic } },
        { "customer_id", terms => terms with { CustomerId = "customer-2" } },
        { "merchant_id", terms => terms with { MerchantId = "other-shop" } },
        { "merchant_reference", terms => terms with { MerchantReference = "order-2" } },
        { "card.number", terms => terms with { Method = Some.Card("4000002000000008") } },
        { "card.expiry_month", terms => terms with { Method = Some.Card() with { ExpiryMonth = 11 } } },
        { "card.expiry_year", terms => terms with { Method = Some.Card() with { ExpiryYear = 2031 } } },
        { "payment_method", terms => terms with { Method = new WalletMethod("alice", "") } },
    };

    [Fact]
    public void Authorize_Repeated_GetsTheFirstPaymentAndAddsNothing()
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms());
        var eventCount = run.Events.Count;

        // Sealed anew: two seals of one number differ, and still it is the same request.
        var again = run.Accept(new BeginAuthorize(Some.CardTerms()));

        Assert.True(again.Replayed);
        Assert.Equal(payment, again.Payment);
        Assert.Equal(eventCount, run.Events.Count);
    }

    [Theory]
    [MemberData(nameof(OtherCardTerms))]
    public void Authorize_RepeatedWithOtherContent_IsRefusedNamingTheField(string field, Func<PaymentTerms, PaymentTerms> change)
    {
        var run = new PaymentsRun();
        run.Authorize(Some.CardTerms());
        var eventCount = run.Events.Count;

        var refused = run.Refuse(new BeginAuthorize(change(Some.CardTerms())));

        Assert.Equal((PaymentRejection.RequestIdReused, field), (refused.Reason, refused.Field));
        Assert.Equal(eventCount, run.Events.Count);
    }

    [Theory]
    [InlineData("wallet.payer_wallet_id", "bob", "")]
    [InlineData("wallet.payee_wallet_id", "alice", "carol")]
    public void AuthorizeWallet_RepeatedWithAnotherWallet_IsRefusedNamingTheField(string field, string payer, string payee)
    {
        var run = new PaymentsRun();
        run.Authorize(Some.WalletTerms());

        var refused = run.Refuse(new BeginAuthorize(Some.WalletTerms() with { Method = new WalletMethod(payer, payee) }));

        Assert.Equal((PaymentRejection.RequestIdReused, field), (refused.Reason, refused.Field));
    }

    [Fact]
    public void Capture_RepeatedWithOtherContent_IsRefusedNamingTheField()
    {
        var run = new PaymentsRun();
        var other = run.Authorize(Some.CardTerms(requestId: 2));
        var payment = run.Authorize(Some.CardTerms());
        run.Capture(payment, requestId: 10, amountMinor: 500);

        string Field(PaymentId id, long amountMinor, bool final) =>
            run.Refuse(new BeginCapture(Some.Tenant, Some.Id(10), id, amountMinor, final)).Field;

        Assert.Equal("payment_id", Field(other.Id, amountMinor: 500, final: false));
        Assert.Equal("amount_minor", Field(payment.Id, amountMinor: 501, final: false));
        Assert.Equal("amount_minor", Field(payment.Id, amountMinor: 0, final: false));
        Assert.Equal("final", Field(payment.Id, amountMinor: 500, final: true));
    }

    [Fact]
    public void TopUp_RepeatedWithOtherContent_IsRefusedNamingTheField()
    {
        var run = new PaymentsRun();
        run.Accept(new BeginTopUp(Some.Tenant, Some.Id(1), "alice", Some.Euro, 100));

        string Field(string wallet, string currency, long amountMinor) =>
            run.Refuse(new BeginTopUp(Some.Tenant, Some.Id(1), wallet, Some.Money(currency), amountMinor)).Field;

        Assert.Equal("wallet_id", Field("bob", "EUR", 100));
        Assert.Equal("amount.currency_code", Field("alice", "USD", 100));
        Assert.Equal("amount.amount_minor", Field("alice", "EUR", 101));
    }

    [Fact]
    public void RequestId_InAnotherTenantOrMethod_IsAnotherRequest()
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms(requestId: 7));

        var capture = run.Accept(new BeginCapture(Some.Tenant, Some.Id(7), payment.Id, 0, Final: false));
        var other = run.Accept(new BeginAuthorize(Some.CardTerms(requestId: 7) with { Tenant = "other" }));

        Assert.False(capture.Replayed);
        Assert.False(other.Replayed);
        Assert.NotEqual(payment.Id, other.Payment!.Id);
    }

    [Fact]
    public void Refusal_Repeated_IsTheSameThoughTheStateHasChanged()
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms());
        var refund = new BeginRefund(Some.Tenant, Some.Id(20), payment.Id, 100);
        Assert.Equal(PaymentRejection.PaymentNotRefundable, run.Refuse(refund).Reason);
        run.Capture(payment, requestId: 10);
        var eventCount = run.Events.Count;

        var again = run.Refuse(refund);

        Assert.Equal(PaymentRejection.PaymentNotRefundable, again.Reason);
        Assert.Equal(eventCount, run.Events.Count);
    }

    [Fact]
    public void Busy_IsNotFinal_TheSameRequestIsAcceptedLater()
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms());
        run.Accept(new BeginCapture(Some.Tenant, Some.Id(10), payment.Id, 100, Final: false));
        var second = new BeginCapture(Some.Tenant, Some.Id(11), payment.Id, 200, Final: false);
        Assert.Equal(PaymentRejection.PaymentBusy, run.Refuse(second).Reason);

        run.End(OperationKind.Capture, Some.Id(10), new Done(Risk: null));

        Assert.False(run.Accept(second).Replayed);
    }

    [Fact]
    public void Refusals_AreCheckedInTheOrderOfTheirNumbers()
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms());
        run.Accept(new BeginCapture(Some.Tenant, Some.Id(10), payment.Id, 100, Final: false));

        var reusedAndAbsent = run.Refuse(
            new BeginCapture(Some.Tenant, Some.Id(10), PaymentId.Of(Some.Tenant, Some.Id(99)), 100, Final: false));
        var busyAndNotRefundable = run.Refuse(new BeginRefund(Some.Tenant, Some.Id(12), payment.Id, 5_000));

        Assert.Equal(PaymentRejection.RequestIdReused, reusedAndAbsent.Reason);
        Assert.Equal(PaymentRejection.PaymentBusy, busyAndNotRefundable.Reason);
    }
}
