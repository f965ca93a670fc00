using Grpc.Core;
using Mesh.Payments.Tests.Fixtures;
using Mesh.Payments.V1;

namespace Mesh.Payments.Tests.Endpoints;

/// <summary>A malformed request names every wrong field at once, and nothing happens.</summary>
public sealed class ViolationTests : IAsyncLifetime
{
    private PaymentsHost host = null!;

    public static TheoryData<Action<AuthorizePaymentRequest>, string> WrongFields => new()
    {
        { request => request.RequestId = "", "request_id" },
        { request => request.RequestId = Guid.Empty.ToString(), "request_id" },
        { request => request.RequestId = "{" + Guid.NewGuid() + "}", "request_id" },
        { request => request.Tenant = "", "tenant" },
        { request => request.Tenant = "Acme", "tenant" },
        { request => request.Tenant = new string('a', 65), "tenant" },
        { request => request.Amount.AmountMinor = 0, "amount.amount_minor" },
        { request => request.Amount.AmountMinor = -1, "amount.amount_minor" },
        { request => request.Amount.AmountMinor = 1_000_000_000_000_000, "amount.amount_minor" },
        { request => request.Amount.AmountMinor = long.MaxValue, "amount.amount_minor" },
        { request => request.Amount.CurrencyCode = "eur", "amount.currency_code" },
        { request => request.Amount.CurrencyCode = "XXX", "amount.currency_code" },
        { request => request.CaptureMethod = CaptureMethod.Unspecified, "capture_method" },
        { request => request.CaptureMethod = (CaptureMethod)9, "capture_method" },
        { request => request.CustomerId = new string('c', 65), "customer_id" },
        { request => request.CustomerId = "a b", "customer_id" },
        { request => request.MerchantId = "", "merchant_id" },
        { request => request.MerchantId = "Shop\r\n", "merchant_id" },
        { request => request.MerchantReference = new string('r', 129), "merchant_reference" },
        { request => request.ClearPaymentMethod(), "payment_method" },
        { request => request.Card.Number = "", "card.number" },
        { request => request.Card.Number = "4000001000000001", "card.number" },
        { request => request.Card.Number = "4000 0010 0000 0000", "card.number" },
        { request => request.Card.Number = "4000001000006", "card.number" },
        { request => request.Card.ExpiryMonth = 13, "card.expiry_month" },
        { request => request.Card.ExpiryMonth = 0, "card.expiry_month" },
        { request => request.Card.ExpiryYear = 30, "card.expiry_year" },
        { request => request.Card.ExpiryYear = 2100, "card.expiry_year" },
        { request => request.Wallet = new WalletDetails { PayerWalletId = "" }, "wallet.payer_wallet_id" },
        { request => request.Wallet = new WalletDetails { PayerWalletId = "alice", PayeeWalletId = "bob" }, "merchant_id" },
    };

    public static TheoryData<Action<AuthorizePaymentRequest>> EdgesInside => new()
    {
        { request => request.Amount.AmountMinor = 1 },
        { request => request.Amount.AmountMinor = 999_999_999_999_999 },
        { request => request.CustomerId = new string('c', 64) },
        { request => request.CustomerId = "" },
        { request => request.MerchantId = new string('m', 64) },
        { request => request.MerchantReference = new string('\u00e4', 128) },
        { request => request.MerchantReference = "\u202e\r\n\u0000 'or 1=1--" },
        { request => request.Amount.CurrencyCode = "CLF" },
    };

    public async ValueTask InitializeAsync() => host = await PaymentsHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task AuthorizePayment_WithAWrongField_NamesItAndDoesNothing(Action<AuthorizePaymentRequest> spoil, string field)
    {
        var request = Wire.Card();
        spoil(request);

        var failure = await Wire.FailureAsync(() => host.Client.AuthorizePaymentAsync(request));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_REQUEST"), (failure.StatusCode, Wire.Reason(failure)));
        Assert.Equal([field], Wire.Fields(failure));
        await AssertNothingHappenedAsync();
    }

    [Theory]
    [MemberData(nameof(EdgesInside))]
    public async Task AuthorizePayment_AtTheEdgeOfALimit_IsAccepted(Action<AuthorizePaymentRequest> change)
    {
        var request = Wire.Card();
        change(request);

        var response = await host.Client.AuthorizePaymentAsync(request);

        Assert.Equal(PaymentState.Succeeded, response.Payment.State);
        Assert.Equal(request.MerchantReference, response.Payment.MerchantReference);
    }

    [Fact]
    public async Task AuthorizePayment_Empty_NamesEveryField()
    {
        var failure = await Wire.FailureAsync(() => host.Client.AuthorizePaymentAsync(new AuthorizePaymentRequest()));

        Assert.Equal(
            [
                "amount.amount_minor", "amount.currency_code", "capture_method", "merchant_id", "payment_method", "request_id", "tenant",
            ],
            Wire.Fields(failure));
    }

    [Fact]
    public async Task AuthorizePayment_FromAWalletToItself_IsRefused()
    {
        var failure = await Wire.FailureAsync(() => host.Client.AuthorizePaymentAsync(Wire.Wallet(1, "alice", "alice", 5)));

        Assert.Equal(["wallet.payee_wallet_id"], Wire.Fields(failure));
    }

    [Fact]
    public async Task OtherCalls_Spoiled_NameEveryField()
    {
        var client = host.Client;
        string[] follow = ["amount_minor", "payment_id", "request_id", "tenant"];

        Assert.Equal(follow, await FieldsAsync(() => client.CapturePaymentAsync(new CapturePaymentRequest { AmountMinor = -1 })));
        Assert.Equal(follow, await FieldsAsync(() => client.RefundPaymentAsync(new RefundPaymentRequest { AmountMinor = -1 })));
        Assert.Equal(follow[1..], await FieldsAsync(() => client.VoidPaymentAsync(new VoidPaymentRequest())));
        Assert.Equal(["payment_id", "tenant"], await FieldsAsync(() => client.GetPaymentAsync(new GetPaymentRequest())));
        Assert.Equal(["amount.amount_minor", "amount.currency_code", "request_id", "tenant", "wallet_id"],
            await FieldsAsync(() => client.TopUpWalletAsync(new TopUpWalletRequest())));
        Assert.Equal(["currency_code", "tenant", "wallet_id"], await FieldsAsync(() => client.GetWalletAsync(new GetWalletRequest())));
        Assert.Equal(["tenant"], await FieldsAsync(() => client.GetPaymentTotalsAsync(new GetPaymentTotalsRequest())));
        Assert.Equal(["page_size", "page_token", "state", "tenant"], await FieldsAsync(() => client.ListPaymentsAsync(
            new ListPaymentsRequest { PageSize = -1, PageToken = "!", State = (PaymentState)99 })));
        Assert.Equal(["page_size", "tenant", "wait"], await FieldsAsync(() => client.ListEventsAsync(
            new ListEventsRequest { PageSize = -1, Wait = new Google.Protobuf.WellKnownTypes.Duration { Seconds = 31 } })));
        await AssertNothingHappenedAsync();
    }

    [Theory]
    [InlineData(31, 0)]
    [InlineData(30, 1)]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(1, -1)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(long.MinValue, int.MinValue)]
    public async Task ListEvents_WithAWaitOfAnotherForm_NamesIt(long seconds, int nanos)
    {
        var wait = new Google.Protobuf.WellKnownTypes.Duration { Seconds = seconds, Nanos = nanos };

        var fields = await FieldsAsync(() => host.Client.ListEventsAsync(new ListEventsRequest { Tenant = Some.Tenant, Wait = wait }));

        Assert.Equal(["wait"], fields);
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("//////////8=")]
    [InlineData("f/////////8=")]
    [InlineData("12")]
    public async Task ListPayments_WithAForgedToken_IsRefused(string token)
    {
        var request = new ListPaymentsRequest { Tenant = Some.Tenant, PageToken = token };

        Assert.Equal(["page_token"], await FieldsAsync(() => host.Client.ListPaymentsAsync(request)));
    }

    private static async Task<string[]> FieldsAsync<T>(Func<AsyncUnaryCall<T>> call) => Wire.Fields(await Wire.FailureAsync(call));

    private async Task AssertNothingHappenedAsync()
    {
        Assert.Empty(await host.Process.ReadAsync(state => state.Operations.ToList()));
        Assert.Equal((0, 0), (host.World.Ledger.CallCount, host.World.Risk.DecidedCount));
    }
}
