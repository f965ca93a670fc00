namespace Mesh.Payments.Domain;

/// <summary>What the end of an operation makes of its payment.</summary>
/// <remarks>
/// | operation | done | declined | needs review |
/// |---|---|---|---|
/// | authorize, automatic capture | succeeded | failed | in review |
/// | authorize, manual capture | requires capture | failed | in review |
/// | capture, something left | partially captured | unchanged | – |
/// | capture, final or nothing left | succeeded | unchanged | – |
/// | void, nothing captured | canceled | unchanged | – |
/// | void, a part captured | succeeded | unchanged | – |
/// | refund | unchanged, more refunded | unchanged | – |
/// </remarks>
public static class PaymentTransitions
{
    /// <summary>Gets the payment after the operation.</summary>
    public static Payment Conclude(Payment payment, OperationTerms operation, OperationOutcome outcome) => outcome switch
    {
        Done done => Done(payment with { Risk = done.Risk ?? payment.Risk }, operation),
        Declined declined when operation.Key.Kind == OperationKind.Authorize =>
            payment with { State = PaymentState.Failed, Failure = declined.Failure, Risk = declined.Risk ?? payment.Risk },
        Declined => payment,
        NeedsReview review => payment with { State = PaymentState.InReview, Risk = review.Risk },
        _ => throw new System.Diagnostics.UnreachableException($"{outcome.GetType().Name} does not end an operation."),
    };

    private static Payment Done(Payment payment, OperationTerms operation)
    {
        switch (operation.Key.Kind)
        {
            case OperationKind.Authorize:
                return payment.Terms.CaptureMethod == CaptureMethod.Automatic
                    ? payment with { State = PaymentState.Succeeded, CapturedMinor = payment.Terms.AmountMinor }
                    : payment with { State = PaymentState.RequiresCapture };
            case OperationKind.Capture:
                var captured = checked(payment.CapturedMinor + operation.AmountMinor);
                Require(captured <= payment.Terms.AmountMinor, "captured at most the amount");
                var isWhole = operation.Final || captured == payment.Terms.AmountMinor;
                return payment with { CapturedMinor = captured, State = isWhole ? PaymentState.Succeeded : PaymentState.PartiallyCaptured };
            case OperationKind.Void:
                return payment with { State = payment.CapturedMinor == 0 ? PaymentState.Canceled : PaymentState.Succeeded };
            case OperationKind.Refund:
                var refunded = checked(payment.RefundedMinor + operation.AmountMinor);
                Require(refunded <= payment.CapturedMinor, "refunded at most what was captured");
                return payment with { RefundedMinor = refunded };
            case OperationKind.TopUp:
            default:
                throw new System.Diagnostics.UnreachableException($"{operation.Key.Kind} is no operation on a payment.");
        }
    }

    private static void Require(bool holds, string invariant)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Invariant broken: {invariant}.");
        }
    }
}
