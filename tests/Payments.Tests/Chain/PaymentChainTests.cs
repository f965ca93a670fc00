using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Chain;

/// <summary>Each way through the chain: who is asked, and what moves.</summary>
public sealed class PaymentChainTests : IAsyncLifetime
{
    private readonly World world = new();
    private PaymentsProcess process = null!;

    public async ValueTask InitializeAsync() => process = await PaymentsProcess.StartAsync(world);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Risk_Declines_HoldsNothingAndAsksNobodyElse()
    {
        world.Risk.Decision = Some.Decline;

        var payment = await AuthorizeAsync(Some.CardTerms());

        Assert.Equal((PaymentState.Failed, new Failure("risk", "risk_declined")), (payment.State, payment.Failure));
        Assert.Equal(0, world.Ledger.CallCount);
        Assert.Empty(world.AcquirerStore.Keys);
    }

    [Fact]
    public async Task Risk_AsksForAReview_HoldsAndSendsNothingToTheAcquirer()
    {
        world.Risk.Decision = Some.Review;

        var payment = await AuthorizeAsync(Some.CardTerms(capture: CaptureMethod.Automatic));

        Assert.Equal((PaymentState.InReview, Some.Review), (payment.State, payment.Risk));
        Assert.Equal(Some.AmountMinor, world.Ledger.HeldMinor);
        Assert.Empty(world.AcquirerStore.Keys);
    }

    [Theory]
    [InlineData(CaptureMethod.Automatic)]
    [InlineData(CaptureMethod.Manual)]
    public async Task WalletWithoutMoney_FailsWithInsufficientFunds(CaptureMethod capture)
    {
        world.Ledger.Fund("alice", Some.AmountMinor - 1);

        var payment = await AuthorizeAsync(Some.WalletTerms(capture: capture));

        Assert.Equal((PaymentState.Failed, new Failure("ledger", "insufficient_funds")), (payment.State, payment.Failure));
        Assert.Equal((0L, Some.AmountMinor - 1), (world.Ledger.HeldMinor, world.Ledger.Of(AccountRole.Wallet, "alice")));
    }

    [Fact]
    public async Task InsufficientFunds_ThenATopUp_TheSameRequestStaysFailed()
    {
        var terms = Some.WalletTerms();
        await AuthorizeAsync(terms);
        await process.RunAsync(new BeginTopUp(Some.Tenant, Some.Id(2), "alice", Some.Euro, 5_000));

        var again = await process.RunAsync(new BeginAuthorize(terms));
        var anew = await AuthorizeAsync(terms with { RequestId = Some.Id(3) });

        Assert.Equal((true, PaymentState.Failed), (again.Replayed, again.Payment!.State));
        Assert.Equal(PaymentState.Succeeded, anew.State);
        Assert.Equal(5_000 - Some.AmountMinor, world.Ledger.Of(AccountRole.Wallet, "alice"));
    }

    [Theory]
    [InlineData("4000002000000008", "do_not_honor")]
    [InlineData("4000002100000007", "insufficient_funds")]
    [InlineData("4000002200000006", "lost_card")]
    [InlineData("4000002300000005", "stolen_card")]
    [InlineData("4000002400000004", "expired_card")]
    [InlineData("4000002500000003", "processing_error")]
    public async Task Acquirer_Declines_ReleasesTheHoldAndSaysWhy(string number, string code)
    {
        var payment = await AuthorizeAsync(Some.CardTerms(number: number));

        Assert.Equal((PaymentState.Failed, new Failure("acquirer", code)), (payment.State, payment.Failure));
        Assert.Equal(0, world.Ledger.HeldMinor);
        Assert.Equal([LedgerStep.Hold, LedgerStep.Void], world.Ledger.Applied.Select(transfer => transfer.Step));
    }

    [Fact]
    public async Task AutomaticCapture_CostsTwoLedgerCallsAndTwoRecords()
    {
        var recordCount = RecordCount();

        await AuthorizeAsync(Some.CardTerms(capture: CaptureMethod.Automatic));

        Assert.Equal(2, world.Ledger.CallCount);
        Assert.Equal(1, world.Risk.DecidedCount);
        Assert.Equal(2, RecordCount() - recordCount);
    }

    [Fact]
    public async Task WalletWithAutomaticCapture_IsOneMove()
    {
        world.Ledger.Fund("alice", 5_000);

        await AuthorizeAsync(Some.WalletTerms(payee: "bob"));

        Assert.Equal(LedgerStep.Move, Assert.Single(world.Ledger.Applied).Step);
        Assert.Equal(Some.AmountMinor, world.Ledger.Of(AccountRole.Wallet, "bob"));
    }

    [Fact]
    public async Task Capture_RefusedByTheAcquirer_KeepsTheHold()
    {
        var payment = await AuthorizeAsync(Some.CardTerms(number: "4000005000000001"));

        var capture = await process.RunAsync(new BeginCapture(Some.Tenant, Some.Id(2), payment.Id, 0, Final: false));

        Assert.Equal((OperationState.Failed, "capture_refused"), (capture.Operation.State, capture.Operation.FailureCode));
        Assert.Equal((PaymentState.RequiresCapture, Some.AmountMinor), (capture.Payment!.State, world.Ledger.HeldMinor));
    }

    [Fact]
    public async Task Refund_RefusedByTheAcquirer_GivesTheMerchantItsMoneyBack()
    {
        var payment = await AuthorizeAsync(Some.CardTerms(number: "4000005100000000", capture: CaptureMethod.Automatic));

        var refund = await process.RunAsync(new BeginRefund(Some.Tenant, Some.Id(2), payment.Id, 0));

        Assert.Equal((OperationState.Failed, "refund_refused"), (refund.Operation.State, refund.Operation.FailureCode));
        Assert.Equal((Some.AmountMinor, 0L), (world.Ledger.Of(AccountRole.MerchantPayable, "shop"), world.Ledger.HeldMinor));
        Assert.Equal((Some.AmountMinor, 0L), await world.AcquirerTotalsAsync());
    }

    [Fact]
    public async Task Refund_WhenThePayeeHasSpentTheMoney_FailsAndMovesNothing()
    {
        world.Ledger.Fund("alice", Some.AmountMinor);
        var payment = await AuthorizeAsync(Some.WalletTerms(payee: "bob"));
        await AuthorizeAsync(Some.WalletTerms(requestId: 5, payee: "carol") with { Method = new WalletMethod("bob", "carol") });

        var refund = await process.RunAsync(new BeginRefund(Some.Tenant, Some.Id(2), payment.Id, 0));

        Assert.Equal((OperationState.Failed, "insufficient_funds"), (refund.Operation.State, refund.Operation.FailureCode));
        Assert.Equal(0, refund.Payment!.RefundedMinor);
        Assert.Equal(Some.AmountMinor, world.Ledger.Of(AccountRole.Wallet, "carol"));
    }

    [Fact]
    public async Task Void_OfAReview_AsksTheLedgerOnly()
    {
        world.Risk.Decision = Some.Review;
        var payment = await AuthorizeAsync(Some.CardTerms());

        var voided = await process.RunAsync(new BeginVoid(Some.Tenant, Some.Id(2), payment.Id));

        Assert.Equal((PaymentState.Canceled, 0L), (voided.Payment!.State, world.Ledger.HeldMinor));
        Assert.Empty(world.AcquirerStore.Keys);
    }

    [Fact]
    public async Task ExpiredCard_IsDeclinedByTheAcquirer_TheLastMonthIsStillGood()
    {
        var good = Some.CardTerms(requestId: 1) with { Method = Some.Card(requestId: 1) with { ExpiryYear = 2026, ExpiryMonth = 11 } };
        var expired = Some.CardTerms(requestId: 2) with { Method = Some.Card(requestId: 2) with { ExpiryYear = 2026, ExpiryMonth = 10 } };

        Assert.Equal(PaymentState.RequiresCapture, (await AuthorizeAsync(good)).State);
        Assert.Equal("expired_card", (await AuthorizeAsync(expired)).Failure?.Code);
    }

    [Fact]
    public async Task Outside_ThatBreaks_LeavesTheOutcomeOpenAndIsTriedAgain()
    {
        world.Risk.Failure = new InvalidOperationException("a bug at the peer");
        var open = await process.RunAsync(new BeginAuthorize(Some.CardTerms()));
        world.Risk.Failure = null;

        await process.RemindAtDueTimeAsync();

        Assert.True(open.Payment!.OutcomeUnknown);
        Assert.Equal(0, open.Payment.HeldMinor);
        Assert.Equal(PaymentState.RequiresCapture, await process.ReadAsync(state => state.Payments.Single().State));
    }

    private int RecordCount() => world.Store.Keys.Count(key => key.StartsWith("journal/", StringComparison.Ordinal));

    private async Task<Payment> AuthorizeAsync(PaymentTerms terms) => (await process.RunAsync(new BeginAuthorize(terms))).Payment!;
}
