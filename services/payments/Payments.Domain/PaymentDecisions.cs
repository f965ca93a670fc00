using Mesh.Kernel;

namespace Mesh.Payments.Domain;

/// <summary>Takes what a decision says happened, and applies it at once.</summary>
/// <param name="Now">Time that the next event will have.</param>
/// <param name="Add">Applies an event and keeps it.</param>
public readonly record struct Happening(Func<Moment> Now, Action<PaymentEvent> Add);

/// <summary>One function per command: state and command in, answer and events out.</summary>
public static class PaymentDecisions
{
    /// <summary>Decides a command.</summary>
    /// <param name="state">The state.</param>
    /// <param name="command">The command.</param>
    /// <param name="schedule">When an acquirer whose answer is open is asked again; not empty.</param>
    /// <param name="happening">Takes the events.</param>
    public static PaymentResult Decide(
        PaymentsState state, PaymentCommand command, IReadOnlyList<TimeSpan> schedule, Happening happening) =>
        command switch
    {
        BeginAuthorize begin => Authorize(state, begin, happening),
        BeginCapture begin => Operate(state, Terms(state, begin), Capturable, happening),
        BeginVoid begin => Operate(state, Terms(state, begin), Voidable, happening),
        BeginRefund begin => Operate(state, Terms(state, begin), Refundable, happening),
        BeginTopUp begin => TopUp(state, begin, happening),
        Conclude conclude => Conclude(state, conclude, schedule, happening),
        _ => throw new System.Diagnostics.UnreachableException($"{command.GetType().Name} is not a command of payments."),
    };

    private static PaymentResult Authorize(PaymentsState state, BeginAuthorize command, Happening happening)
    {
        var terms = command.Terms;
        var key = new OperationKey(terms.Tenant, OperationKind.Authorize, terms.RequestId);
        if (state.FindOperation(key) is { } first)
        {
            var payment = state.FindPayment(terms.Tenant, first.Terms.PaymentId)!;
            var field = TermsComparison.FirstDifference(payment.Terms, terms);
            return field.Length == 0
                ? new Accepted(first, payment, Replayed: true)
                : new Rejected(PaymentRejection.RequestIdReused, field, payment);
        }

        happening.Add(new PaymentCreated(terms));
        return Begun(state, key);
    }

    private static PaymentResult Operate(
        PaymentsState state, OperationTerms asked, Func<Payment, OperationTerms, PaymentRejection?> check, Happening happening)
    {
        if (state.FindOperation(asked.Key) is { } first)
        {
            return Repeat(state, first, asked);
        }

        if (state.FindPayment(asked.Key.Tenant, asked.PaymentId) is not { } payment)
        {
            return new Rejected(PaymentRejection.PaymentNotFound, "", null);
        }

        if (payment.Pending is not null)
        {
            return new Rejected(PaymentRejection.PaymentBusy, "", payment);
        }

        if (check(payment, asked) is { } reason)
        {
            happening.Add(new OperationRefused(asked, reason));
            return new Rejected(reason, "", payment);
        }

        happening.Add(new OperationBegun(asked));
        return Begun(state, asked.Key);
    }

    private static PaymentResult TopUp(PaymentsState state, BeginTopUp command, Happening happening)
    {
        var key = new OperationKey(command.Tenant, OperationKind.TopUp, command.RequestId);
        var asked = new OperationTerms(
            key, default, command.AmountMinor, command.AmountMinor, Final: false, command.WalletId, command.Currency);
        if (state.FindOperation(key) is { } first)
        {
            return Repeat(state, first, asked);
        }

        happening.Add(new OperationBegun(asked));
        return Begun(state, key);
    }

    private static Accepted Conclude(PaymentsState state, Conclude command, IReadOnlyList<TimeSpan> schedule, Happening happening)
    {
        var operation = state.FindOperation(command.Key)
            ?? throw new InvalidOperationException($"Operation {command.Key} cannot end: it never began.");
        if (operation.State == OperationState.Pending)
        {
            Moment? askAt = command.Outcome is Unknown
                ? happening.Now().Plus(schedule[Math.Min(operation.UnknownAnswers, schedule.Count - 1)])
                : null;
            happening.Add(new OperationConcluded(operation.Terms, command.Outcome, askAt));
            return Begun(state, command.Key);
        }

        // Two runs of the same operation found the same end: the second changes nothing.
        return new Accepted(operation, state.FindPayment(command.Tenant, operation.Terms.PaymentId), Replayed: true);
    }

    private static PaymentResult Repeat(PaymentsState state, Operation first, OperationTerms asked)
    {
        var payment = state.FindPayment(first.Terms.Key.Tenant, first.Terms.PaymentId);
        var field = TermsComparison.FirstDifference(first.Terms, asked);
        if (field.Length > 0)
        {
            return new Rejected(PaymentRejection.RequestIdReused, field, payment);
        }

        return first.Rejection is { } reason ? new Rejected(reason, "", payment) : new Accepted(first, payment, Replayed: true);
    }

    private static Accepted Begun(PaymentsState state, OperationKey key)
    {
        var operation = state.FindOperation(key)!;
        return new Accepted(operation, state.FindPayment(key.Tenant, operation.Terms.PaymentId), Replayed: false);
    }

    private static OperationTerms Terms(PaymentsState state, BeginCapture command)
    {
        var payment = state.FindPayment(command.Tenant, command.PaymentId);
        var amountMinor = command.AmountMinor == 0 ? payment?.CapturableMinor ?? 0 : command.AmountMinor;
        return Terms(command, OperationKind.Capture, command.RequestId, command.PaymentId, payment) with
        {
            AskedMinor = command.AmountMinor,
            AmountMinor = amountMinor,
            Final = command.Final,
        };
    }

    private static OperationTerms Terms(PaymentsState state, BeginVoid command)
    {
        var payment = state.FindPayment(command.Tenant, command.PaymentId);
        var amountMinor = payment is null ? 0 : payment.Terms.AmountMinor - payment.CapturedMinor;
        return Terms(command, OperationKind.Void, command.RequestId, command.PaymentId, payment) with { AmountMinor = amountMinor };
    }

    private static OperationTerms Terms(PaymentsState state, BeginRefund command)
    {
        var payment = state.FindPayment(command.Tenant, command.PaymentId);
        var amountMinor = command.AmountMinor == 0 ? payment?.RefundableMinor ?? 0 : command.AmountMinor;
        return Terms(command, OperationKind.Refund, command.RequestId, command.PaymentId, payment) with
        {
            AskedMinor = command.AmountMinor,
            AmountMinor = amountMinor,
        };
    }

    private static OperationTerms Terms(
        PaymentCommand command, OperationKind kind, Id128 requestId, PaymentId paymentId, Payment? payment) =>
        new(new OperationKey(command.Tenant, kind, requestId), paymentId, 0, 0, Final: false, WalletId: "", payment?.Terms.Currency);

    private static PaymentRejection? Capturable(Payment payment, OperationTerms asked)
    {
        if (payment.State is not (PaymentState.RequiresCapture or PaymentState.PartiallyCaptured))
        {
            return PaymentRejection.PaymentNotCapturable;
        }

        return asked.AmountMinor > payment.CapturableMinor ? PaymentRejection.CaptureExceedsAuthorized : null;
    }

    private static PaymentRejection? Voidable(Payment payment, OperationTerms asked) =>
        payment.State is PaymentState.RequiresCapture or PaymentState.PartiallyCaptured or PaymentState.InReview
            ? null
            : PaymentRejection.PaymentNotVoidable;

    private static PaymentRejection? Refundable(Payment payment, OperationTerms asked)
    {
        if (payment.RefundableMinor == 0)
        {
            return PaymentRejection.PaymentNotRefundable;
        }

        return asked.AmountMinor > payment.RefundableMinor ? PaymentRejection.RefundExceedsCaptured : null;
    }
}
