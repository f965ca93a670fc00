using Mesh.Payments.Domain;
using Mesh.Payments.Tests.Fixtures;

namespace Mesh.Payments.Tests.Domain;

/// <summary>What the end of an operation makes of its payment, and what an open outcome does.</summary>
public sealed class ConcludeTests
{
    private static readonly Declined AcquirerDeclined = new(new Failure("acquirer", "do_not_honor"), Risk: null);

    [Fact]
    public void Authorize_Done_ManualRequiresCaptureAndAutomaticSucceeds()
    {
        var run = new PaymentsRun();

        var manual = run.Authorize(Some.CardTerms(requestId: 1));
        var automatic = run.Authorize(Some.CardTerms(requestId: 2, capture: CaptureMethod.Automatic));

        Assert.Equal((PaymentState.RequiresCapture, 0L, Some.AmountMinor), (manual.State, manual.CapturedMinor, manual.CapturableMinor));
        Assert.Equal((PaymentState.Succeeded, Some.AmountMinor, 0L), (automatic.State, automatic.CapturedMinor, automatic.CapturableMinor));
        Assert.Equal(Some.Allow, manual.Risk);
    }

    [Fact]
    public void Authorize_Declined_FailsWithTheReason()
    {
        var payment = new PaymentsRun().InState(PaymentState.Failed);

        Assert.Equal(new Failure("acquirer", "do_not_honor"), payment.Failure);
        Assert.Equal(0, payment.HeldMinor);
        Assert.Null(payment.Pending);
    }

    [Fact]
    public void Captures_InParts_AddUpAndTheLastSucceeds()
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms(amountMinor: 1_000));

        var first = run.Capture(payment, requestId: 2, amountMinor: 400);
        var second = run.Capture(payment, requestId: 3, amountMinor: 600);

        Assert.Equal((PaymentState.PartiallyCaptured, 400L, 600L), (first.State, first.CapturedMinor, first.HeldMinor));
        Assert.Equal((PaymentState.Succeeded, 1_000L, 0L), (second.State, second.CapturedMinor, second.HeldMinor));
    }

    [Fact]
    public void Capture_Final_ReleasesTheRest()
    {
        var run = new PaymentsRun();

        var payment = run.Capture(run.Authorize(Some.CardTerms(amountMinor: 1_000)), requestId: 2, amountMinor: 400, final: true);

        Assert.Equal((PaymentState.Succeeded, 400L, 0L, 0L),
            (payment.State, payment.CapturedMinor, payment.CapturableMinor, payment.HeldMinor));
    }

    [Fact]
    public void Void_AfterAPartIsCaptured_SucceedsWithThatPart()
    {
        var run = new PaymentsRun();
        var captured = run.Capture(run.Authorize(Some.CardTerms(amountMinor: 1_000)), requestId: 2, amountMinor: 400);

        var payment = run.Void(captured, requestId: 3);

        Assert.Equal((PaymentState.Succeeded, 400L, 0L), (payment.State, payment.CapturedMinor, payment.HeldMinor));
    }

    [Fact]
    public void FollowUp_Declined_LeavesThePaymentAsItWas()
    {
        var run = new PaymentsRun();
        var authorized = run.Authorize(Some.CardTerms());

        var payment = run.Capture(authorized, requestId: 2, outcome: AcquirerDeclined);

        Assert.Equal((authorized.State, 0L), (payment.State, payment.CapturedMinor));
        Assert.Equal(OperationState.Failed, run.State.FindOperation(Some.Key(OperationKind.Capture, 2))!.State);
        Assert.Equal("do_not_honor", run.State.FindOperation(Some.Key(OperationKind.Capture, 2))!.FailureCode);
    }

    [Fact]
    public void Unknown_KeepsThePaymentBusyAndHeldAndAsksOnThePublishedSchedule()
    {
        var run = new PaymentsRun();
        var terms = Some.CardTerms();
        run.Accept(new BeginAuthorize(terms));
        var spans = new List<TimeSpan>();

        for (var ask = 0; ask < PaymentLimits.ResolveSchedule.Count + 2; ask++)
        {
            var before = run.Now;
            var open = run.End(OperationKind.Authorize, terms.RequestId, new Unknown(Some.Allow, HoldPlaced: true));
            spans.Add(TimeSpan.FromTicks((open.Operation.AskAt!.Value.UnixNanos - before.UnixNanos) / 100));
        }

        var payment = run.State.FindPayment(Some.Tenant, terms.PaymentId)!;
        Assert.Equal([.. PaymentLimits.ResolveSchedule, TimeSpan.FromHours(24), TimeSpan.FromHours(24)], spans);
        Assert.Equal((PaymentState.Processing, true, Some.AmountMinor), (payment.State, payment.OutcomeUnknown, payment.HeldMinor));
        Assert.Single(run.State.PendingOperations);
    }

    [Fact]
    public void Unknown_BeforeAHoldIsSurelyPlaced_CountsAsNothingHeld_AndAPlacedHoldStays()
    {
        var run = new PaymentsRun();
        var terms = Some.CardTerms();
        run.Accept(new BeginAuthorize(terms));

        var held = new[] { false, true, false }.Select(placed =>
            run.End(OperationKind.Authorize, terms.RequestId, new Unknown(Risk: null, placed)).Payment!.HeldMinor).ToList();

        Assert.Equal([0, Some.AmountMinor, Some.AmountMinor], held);
    }

    [Fact]
    public void Unknown_ThenAnEnd_IsForgotten()
    {
        var run = new PaymentsRun();
        var terms = Some.CardTerms();
        run.Accept(new BeginAuthorize(terms));
        run.End(OperationKind.Authorize, terms.RequestId, new Unknown(Some.Allow, HoldPlaced: true));

        var ended = run.End(OperationKind.Authorize, terms.RequestId, new Done(Some.Allow));

        Assert.False(ended.Payment!.OutcomeUnknown);
        Assert.False(ended.Payment.HoldPlaced);
        Assert.Null(ended.Operation.AskAt);
        Assert.Empty(run.State.PendingOperations);
    }

    [Fact]
    public void SecondEnd_OfAnOperationThatHasEnded_ChangesNothing()
    {
        var run = new PaymentsRun();
        var payment = run.Authorize(Some.CardTerms());
        var eventCount = run.Events.Count;

        var late = run.End(OperationKind.Authorize, Some.Id(1), new Declined(new Failure("acquirer", "late"), Some.Allow));

        Assert.True(late.Replayed);
        Assert.Equal(payment, late.Payment);
        Assert.Equal(eventCount, run.Events.Count);
    }

    [Fact]
    public void End_OfAnOperationThatNeverBegan_IsABug() =>
        Assert.Throws<InvalidOperationException>(() => new PaymentsRun().End(OperationKind.Capture, Some.Id(1), new Done(Risk: null)));
}
