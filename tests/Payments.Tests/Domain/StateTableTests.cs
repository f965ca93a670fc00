using Mesh.Payments.Domain;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Domain;

/// <summary>Every state × every command: what is accepted, and what is refused with which reason.</summary>
public sealed class StateTableTests
{
    private const PaymentRejection Yes = 0;
    private const PaymentRejection Busy = PaymentRejection.PaymentBusy;
    private const PaymentRejection NoCapture = PaymentRejection.PaymentNotCapturable;
    private const PaymentRejection NoVoid = PaymentRejection.PaymentNotVoidable;
    private const PaymentRejection NoRefund = PaymentRejection.PaymentNotRefundable;

    public static TheoryData<PaymentState, PaymentRejection, PaymentRejection, PaymentRejection> Table => new()
    {
        { PaymentState.Processing, Busy, Busy, Busy },
        { PaymentState.InReview, NoCapture, Yes, NoRefund },
        { PaymentState.RequiresCapture, Yes, Yes, NoRefund },
        { PaymentState.PartiallyCaptured, Yes, Yes, Yes },
        { PaymentState.Succeeded, NoCapture, NoVoid, Yes },
        { PaymentState.Canceled, NoCapture, NoVoid, NoRefund },
        { PaymentState.Failed, NoCapture, NoVoid, NoRefund },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Command_InState_IsAcceptedOrRefused(
        PaymentState state, PaymentRejection capture, PaymentRejection @void, PaymentRejection refund)
    {
        AssertAnswer(state, payment => new BeginCapture(Some.Tenant, Some.Id(50), payment.Id, 0, Final: false), capture);
        AssertAnswer(state, payment => new BeginVoid(Some.Tenant, Some.Id(50), payment.Id), @void);
        AssertAnswer(state, payment => new BeginRefund(Some.Tenant, Some.Id(50), payment.Id, 0), refund);
    }

    [Fact]
    public void Table_NamesEveryState() =>
        Assert.Equal(Enum.GetValues<PaymentState>(), Table.Select(row => row.Data.Item1));

    [Theory]
    [InlineData(OperationKind.Capture)]
    [InlineData(OperationKind.Void)]
    [InlineData(OperationKind.Refund)]
    public void Command_OnAbsentPayment_IsRefusedAndNotRecorded(OperationKind kind)
    {
        var run = new PaymentsRun();

        var refused = run.Refuse(Begin(kind, PaymentId.Of(Some.Tenant, Some.Id(1))));

        Assert.Equal(PaymentRejection.PaymentNotFound, refused.Reason);
        Assert.Empty(run.Events);
    }

    [Theory]
    [InlineData(OperationKind.Capture)]
    [InlineData(OperationKind.Void)]
    [InlineData(OperationKind.Refund)]
    public void Command_OnPaymentOfAnotherTenant_IsNotFound(OperationKind kind)
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms());

        var refused = run.Refuse(Begin(kind, payment.Id, tenant: "other"));

        Assert.Equal(PaymentRejection.PaymentNotFound, refused.Reason);
        Assert.Null(refused.Payment);
    }

    [Theory]
    [InlineData(Some.AmountMinor, null)]
    [InlineData(Some.AmountMinor + 1, PaymentRejection.CaptureExceedsAuthorized)]
    public void Capture_AtAndPastTheAuthorizedAmount_IsAcceptedAndRefused(long amountMinor, PaymentRejection? expected)
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms());

        var answer = run.Decide(new BeginCapture(Some.Tenant, Some.Id(2), payment.Id, amountMinor, Final: false));

        Assert.Equal(expected, (answer as Rejected)?.Reason);
    }

    [Theory]
    [InlineData(700, null)]
    [InlineData(701, PaymentRejection.RefundExceedsCaptured)]
    public void Refund_AtAndPastTheCapturedAmount_IsAcceptedAndRefused(long amountMinor, PaymentRejection? expected)
    {
        var run = new PaymentsRun();
        var captured = run.Capture(run.Authorize(Some.CardTerms()), requestId: 2, amountMinor: 1_000);
        var payment = run.Refund(captured, requestId: 3, amountMinor: 300);

        var answer = run.Decide(new BeginRefund(Some.Tenant, Some.Id(4), payment.Id, amountMinor));

        Assert.Equal(expected, (answer as Rejected)?.Reason);
    }

    private static void AssertAnswer(PaymentState state, Func<Payment, PaymentCommand> command, PaymentRejection expected)
    {
        var run = new PaymentsRun();
        var payment = run.InState(state);

        var answer = run.Decide(command(payment));

        Assert.Equal(state, payment.State);
        Assert.Equal(expected, answer is Rejected rejected ? rejected.Reason : Yes);
    }

    private static PaymentCommand Begin(OperationKind kind, PaymentId id, string tenant = Some.Tenant) => kind switch
    {
        OperationKind.Capture => new BeginCapture(tenant, Some.Id(50), id, 0, Final: false),
        OperationKind.Void => new BeginVoid(tenant, Some.Id(50), id),
        OperationKind.Refund => new BeginRefund(tenant, Some.Id(50), id, 0),
        OperationKind.Authorize or OperationKind.TopUp => throw new ArgumentOutOfRangeException(nameof(kind)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
