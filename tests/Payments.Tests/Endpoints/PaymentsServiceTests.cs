using Grpc.Core;
using Mesh.Payments.Tests.Fixtures;
using Mesh.Payments.V1;

namespace Mesh.Payments.Tests.Endpoints;

/// <summary>The API as a client sees it, through a real gRPC channel.</summary>
public sealed class PaymentsServiceTests : IAsyncLifetime
{
    private PaymentsHost host = null!;

    private PaymentsService.PaymentsServiceClient Client => host.Client;

    public async ValueTask InitializeAsync() => host = await PaymentsHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task AuthorizePayment_WithACard_ShowsThePaymentWithoutSecrets()
    {
        var response = await Client.AuthorizePaymentAsync(Wire.Card());

        var payment = response.Payment;
        Assert.False(response.Replayed);
        Assert.Equal(PaymentState.Succeeded, payment.State);
        Assert.Equal(Wire.Euro(Some.AmountMinor), payment.Amount);
        Assert.Equal((Some.AmountMinor, 0L, 0L),
            (payment.AmountCapturedMinor, payment.AmountRefundedMinor, payment.AmountCapturableMinor));
        Assert.Equal(("40000010", "0000"), (payment.PaymentMethod.Card.Bin, payment.PaymentMethod.Card.Last4));
        Assert.Equal(("customer-1", "shop", "order-1"), (payment.CustomerId, payment.MerchantId, payment.MerchantReference));
        Assert.Equal("allow", payment.Risk.Outcome);
        Assert.Null(payment.Failure);
        Assert.True(payment.UpdateTime > payment.CreateTime);
    }

    [Fact]
    public async Task AuthorizePayment_Repeated_IsReplayedAndEqual()
    {
        var first = await Client.AuthorizePaymentAsync(Wire.Card());

        var again = await Client.AuthorizePaymentAsync(Wire.Card());

        Assert.True(again.Replayed);
        Assert.Equal(first.Payment, again.Payment);
    }

    [Fact]
    public async Task AuthorizePayment_Declined_IsAnAnswerAndSaysWhatToDo()
    {
        var response = await Client.AuthorizePaymentAsync(Wire.Card(number: "4000002100000007"));

        Assert.Equal(PaymentState.Failed, response.Payment.State);
        Assert.Equal(("acquirer", "insufficient_funds"), (response.Payment.Failure.DeclinedBy, response.Payment.Failure.Code));
        Assert.NotEmpty(response.Payment.Failure.Message);
    }

    [Fact]
    public async Task AuthorizePayment_WithAReusedId_NamesTheField()
    {
        await Client.AuthorizePaymentAsync(Wire.Card());

        var failure = await Wire.FailureAsync(() => Client.AuthorizePaymentAsync(Wire.Card(amountMinor: 5)));

        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (failure.StatusCode, Wire.Reason(failure)));
        Assert.Equal("amount.amount_minor", Wire.Detail<Google.Rpc.ErrorInfo>(failure).Metadata["field"]);
    }

    [Fact]
    public async Task Life_OfAManualPayment_CapturesPartsAndRefunds()
    {
        var id = (await Client.AuthorizePaymentAsync(Wire.Card(capture: CaptureMethod.Manual, amountMinor: 1_000))).Payment.PaymentId;

        var part = await Client.CapturePaymentAsync(Capture(id, requestId: 2, amountMinor: 300));
        var rest = await Client.CapturePaymentAsync(Capture(id, requestId: 3, amountMinor: 500, final: true));
        var refund = await Client.RefundPaymentAsync(Refund(id, requestId: 4, amountMinor: 200));
        var found = await Client.GetPaymentAsync(new GetPaymentRequest { Tenant = Some.Tenant, PaymentId = id });

        Assert.Equal((PaymentState.PartiallyCaptured, 700L), (part.Payment.State, part.Payment.AmountCapturableMinor));
        Assert.Equal((PaymentState.Succeeded, 800L), (rest.Payment.State, rest.Payment.AmountCapturedMinor));
        Assert.Equal((OperationState.Succeeded, 200L), (refund.Refund.State, refund.Payment.AmountRefundedMinor));
        Assert.Equal(refund.Payment, found.Payment);
        Assert.Equal([part.Capture, rest.Capture], found.Captures);
        Assert.Equal([refund.Refund], found.Refunds);
    }

    [Fact]
    public async Task VoidPayment_SaysWhatBecameOfTheVoid()
    {
        var id = (await Client.AuthorizePaymentAsync(Wire.Card(capture: CaptureMethod.Manual))).Payment.PaymentId;
        var request = new VoidPaymentRequest { RequestId = Wire.Id(2), Tenant = Some.Tenant, PaymentId = id };

        var response = await Client.VoidPaymentAsync(request);
        var again = await Client.VoidPaymentAsync(request);

        Assert.Equal((PaymentState.Canceled, OperationState.Succeeded), (response.Payment.State, response.State));
        Assert.True(again.Replayed);
    }

    [Theory]
    [InlineData(1_000, "CAPTURE_EXCEEDS_AUTHORIZED")]
    [InlineData(0, null)]
    public async Task CapturePayment_OfAnAuthorizedPayment_HasALimit(long amountMinor, string? reason)
    {
        var id = (await Client.AuthorizePaymentAsync(Wire.Card(capture: CaptureMethod.Manual, amountMinor: 999))).Payment.PaymentId;

        var exception = await Record.ExceptionAsync(async () => await Client.CapturePaymentAsync(Capture(id, 2, amountMinor)));

        var failure = exception as RpcException;

        Assert.Equal(reason, failure is null ? null : Wire.Reason(failure));
        Assert.True(failure is null || failure.StatusCode == StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task FollowUps_InTheWrongState_FailWithTheirReasons()
    {
        var declined = (await Client.AuthorizePaymentAsync(Wire.Card(number: "4000002000000008"))).Payment.PaymentId;

        var capture = await Wire.FailureAsync(() => Client.CapturePaymentAsync(Capture(declined, requestId: 2)));
        var refund = await Wire.FailureAsync(() => Client.RefundPaymentAsync(Refund(declined, requestId: 3)));
        var @void = await Wire.FailureAsync(() => Client.VoidPaymentAsync(
            new VoidPaymentRequest { RequestId = Wire.Id(4), Tenant = Some.Tenant, PaymentId = declined }));

        Assert.Equal(["PAYMENT_NOT_CAPTURABLE", "PAYMENT_NOT_REFUNDABLE", "PAYMENT_NOT_VOIDABLE"],
            new[] { capture, refund, @void }.Select(Wire.Reason));
        Assert.All(new[] { capture, refund, @void }, failure => Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode));
    }

    [Fact]
    public async Task FollowUp_OfAPaymentUnderWay_IsAbortedWithADelay()
    {
        var id = (await Client.AuthorizePaymentAsync(Wire.Card(number: "4000003000000006"))).Payment.PaymentId;

        var failure = await Wire.FailureAsync(() => Client.CapturePaymentAsync(Capture(id, requestId: 2)));

        Assert.Equal((StatusCode.Aborted, "PAYMENT_BUSY"), (failure.StatusCode, Wire.Reason(failure)));
        Assert.True(Wire.Detail<Google.Rpc.RetryInfo>(failure).RetryDelay.ToTimeSpan() > TimeSpan.Zero);
    }

    [Fact]
    public async Task Payment_OfAnotherTenant_IsNotFoundInTheSameWords()
    {
        var id = (await Client.AuthorizePaymentAsync(Wire.Card())).Payment.PaymentId;

        var foreign = await Wire.FailureAsync(() => Client.GetPaymentAsync(new GetPaymentRequest { Tenant = "other", PaymentId = id }));
        var absent = await Wire.FailureAsync(() => Client.GetPaymentAsync(
            new GetPaymentRequest { Tenant = "other", PaymentId = "pay_00000000000000000000000000000001" }));

        Assert.Equal((StatusCode.NotFound, "PAYMENT_NOT_FOUND"), (foreign.StatusCode, Wire.Reason(foreign)));
        Assert.Equal(absent.Status, foreign.Status);
    }

    [Fact]
    public async Task Wallets_TopUpPayAndGet_AddUp()
    {
        await Client.TopUpWalletAsync(Wire.TopUp(1, "alice", 5_000));
        var topUpAgain = await Client.TopUpWalletAsync(Wire.TopUp(1, "alice", 5_000));
        await Client.AuthorizePaymentAsync(Wire.Wallet(2, "alice", "bob", 1_200));

        var alice = await Client.GetWalletAsync(new GetWalletRequest { Tenant = Some.Tenant, WalletId = "alice", CurrencyCode = "EUR" });
        var bob = await Client.GetWalletAsync(new GetWalletRequest { Tenant = Some.Tenant, WalletId = "bob", CurrencyCode = "EUR" });
        var nobody = await Client.GetWalletAsync(new GetWalletRequest { Tenant = Some.Tenant, WalletId = "nobody", CurrencyCode = "EUR" });

        Assert.True(topUpAgain.Replayed);
        Assert.Equal((3_800L, 3_800L), (alice.BalanceMinor, alice.AvailableMinor));
        Assert.Equal((1_200L, 0L), (bob.BalanceMinor, nobody.BalanceMinor));
    }

    [Fact]
    public async Task GetPaymentTotals_AgreesWithTheAcquirer()
    {
        await Client.TopUpWalletAsync(Wire.TopUp(1, "alice", 5_000));
        await Client.AuthorizePaymentAsync(Wire.Wallet(2, "alice", "bob", 1_200));
        var card = (await Client.AuthorizePaymentAsync(Wire.Card(requestId: 3))).Payment.PaymentId;
        await Client.AuthorizePaymentAsync(Wire.Card(requestId: 4, capture: CaptureMethod.Manual));
        await Client.AuthorizePaymentAsync(Wire.Card(requestId: 5, number: "4000002000000008"));
        await Client.RefundPaymentAsync(Refund(card, requestId: 6, amountMinor: 99));

        var totals = await Client.GetPaymentTotalsAsync(new GetPaymentTotalsRequest { Tenant = Some.Tenant });

        Assert.Equal(
            new PaymentTotals
            {
                CurrencyCode = "EUR",
                HeldMinor = Some.AmountMinor,
                CardCapturedMinor = Some.AmountMinor,
                CardRefundedMinor = 99,
                WalletCapturedMinor = 1_200,
                ToppedUpMinor = 5_000,
                AcquirerCapturedMinor = Some.AmountMinor,
                AcquirerRefundedMinor = 99,
            },
            Assert.Single(totals.Rows));
        Assert.Equal([(PaymentState.RequiresCapture, 1UL), (PaymentState.Succeeded, 2UL), (PaymentState.Failed, 1UL)],
            totals.Counts.Select(count => (count.State, count.Count)));
    }

    [Fact]
    public async Task GetPaymentTotals_WhileAnOutcomeIsOpen_CountsItsOperation()
    {
        await Client.AuthorizePaymentAsync(Wire.Card());
        await Client.AuthorizePaymentAsync(Wire.Card(requestId: 2, number: "4000003000000006"));

        var totals = await Client.GetPaymentTotalsAsync(new GetPaymentTotalsRequest { Tenant = Some.Tenant });
        var others = await Client.GetPaymentTotalsAsync(new GetPaymentTotalsRequest { Tenant = "other" });

        Assert.Equal((1UL, 0UL), (totals.OpenOperationCount, others.OpenOperationCount));
    }

    [Fact]
    public async Task ListPayments_PageByPage_GivesEachOnceInTheOrderOfCreation()
    {
        var ids = new List<string>();
        for (var number = 1; number <= 7; number++)
        {
            ids.Add((await Client.AuthorizePaymentAsync(Wire.Card(requestId: number))).Payment.PaymentId);
        }

        var listed = new List<string>();
        var request = new ListPaymentsRequest { Tenant = Some.Tenant, PageSize = 3 };
        do
        {
            var page = await Client.ListPaymentsAsync(request);
            listed.AddRange(page.Payments.Select(payment => payment.PaymentId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(ids, listed);
    }

    [Fact]
    public async Task ListPayments_OfOneState_LeavesTheOthersOut()
    {
        await Client.AuthorizePaymentAsync(Wire.Card(requestId: 1));
        await Client.AuthorizePaymentAsync(Wire.Card(requestId: 2, number: "4000002000000008"));

        var page = await Client.ListPaymentsAsync(new ListPaymentsRequest { Tenant = Some.Tenant, State = PaymentState.Failed });

        Assert.Equal(PaymentState.Failed, Assert.Single(page.Payments).State);
        Assert.Empty(page.NextPageToken);
    }

    [Fact]
    public async Task ListEvents_TellsEveryStepWithItsPaymentAndAmount()
    {
        var id = (await Client.AuthorizePaymentAsync(Wire.Card(capture: CaptureMethod.Manual, amountMinor: 1_000))).Payment.PaymentId;
        await Client.CapturePaymentAsync(Capture(id, requestId: 2, amountMinor: 300));
        await Client.TopUpWalletAsync(Wire.TopUp(3, "alice", 50));

        var page = await Client.ListEventsAsync(new ListEventsRequest { Tenant = Some.Tenant });
        var next = await Client.ListEventsAsync(new ListEventsRequest { Tenant = Some.Tenant, FromSequence = page.NextSequence });

        Assert.Equal(
            [
                ("payment.created", id, 1_000L), ("payment.authorized", id, 1_000L), ("payment.capture_started", id, 300L),
                ("payment.captured", id, 300L), ("wallet.top_up_started", "", 50L), ("wallet.topped_up", "", 50L),
            ],
            page.Events.Select(happened => (happened.Type, happened.PaymentId, happened.Amount.AmountMinor)));
        Assert.Equal(["", "", "", "", "alice", "alice"], page.Events.Select(happened => happened.WalletId));
        Assert.All(page.Events, happened => Assert.NotEmpty(happened.RequestId));
        Assert.Equal(page.Events.OrderBy(happened => happened.Sequence).ThenBy(happened => happened.Index), page.Events);
        Assert.Empty(next.Events);
        Assert.Equal(page.NextSequence, next.NextSequence);
    }

    private static CapturePaymentRequest Capture(string id, int requestId, long amountMinor = 0, bool final = false) =>
        new() { RequestId = Wire.Id(requestId), Tenant = Some.Tenant, PaymentId = id, AmountMinor = amountMinor, Final = final };

    private static RefundPaymentRequest Refund(string id, int requestId, long amountMinor = 0) =>
        new() { RequestId = Wire.Id(requestId), Tenant = Some.Tenant, PaymentId = id, AmountMinor = amountMinor };
}
