using Mesh.Kernel;

namespace Mesh.Payments.Domain;

/// <summary>One payment and all that became of it. Invariant: refunded ≤ captured ≤ amount.</summary>
/// <param name="Terms">What was asked.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CapturedMinor">Captured so far.</param>
/// <param name="RefundedMinor">Refunded so far.</param>
/// <param name="Failure">Why it failed; null unless it did.</param>
/// <param name="Risk">What risk decided; null until it did.</param>
/// <param name="Pending">Operation under way; null when none is. At most one at a time.</param>
/// <param name="OutcomeUnknown">True while the outcome of the operation under way is open.</param>
/// <param name="HoldPlaced">True while the outcome of the authorization is open and the ledger surely holds the amount.</param>
/// <param name="CreateTime">When it was created.</param>
/// <param name="UpdateTime">When it last changed.</param>
/// <param name="Version">Grows by one with each change.</param>
public sealed record Payment(
    PaymentTerms Terms,
    PaymentState State,
    long CapturedMinor,
    long RefundedMinor,
    Failure? Failure,
    RiskDecision? Risk,
    OperationKey? Pending,
    bool OutcomeUnknown,
    bool HoldPlaced,
    Moment CreateTime,
    Moment UpdateTime,
    long Version)
{
    /// <summary>Identifier.</summary>
    public PaymentId Id { get; } = Terms.PaymentId;

    /// <summary>Can still be captured, in minor units.</summary>
    public long CapturableMinor =>
        State is PaymentState.RequiresCapture or PaymentState.PartiallyCaptured ? Terms.AmountMinor - CapturedMinor : 0;

    /// <summary>
    /// Held in the ledger, in minor units. Of a payment that is processing, 0 unless its hold is known to be placed: nobody outside the
    /// chain can tell then.
    /// </summary>
    public long HeldMinor => State switch
    {
        PaymentState.RequiresCapture or PaymentState.PartiallyCaptured or PaymentState.InReview => Terms.AmountMinor - CapturedMinor,
        PaymentState.Processing when HoldPlaced => Terms.AmountMinor,
        PaymentState.Processing or PaymentState.Succeeded or PaymentState.Canceled or PaymentState.Failed => 0,
        _ => throw new System.Diagnostics.UnreachableException($"{State} is not a state."),
    };

    /// <summary>Can still be refunded, in minor units.</summary>
    public long RefundableMinor => CapturedMinor - RefundedMinor;
}

/// <summary>Why a payment failed.</summary>
/// <param name="DeclinedBy"><c>risk</c>, <c>ledger</c> or <c>acquirer</c>.</param>
/// <param name="Code">Reason, lower case with underscores.</param>
public sealed record Failure(string DeclinedBy, string Code);

/// <summary>What risk decided.</summary>
/// <param name="Outcome"><c>allow</c>, <c>review</c> or <c>decline</c>.</param>
/// <param name="Score">Sum of the points of the rules.</param>
/// <param name="EvaluationId">Evaluation.</param>
/// <param name="Rules">Names of the rules that applied.</param>
public sealed record RiskDecision(string Outcome, int Score, Id128 EvaluationId, IReadOnlyList<string> Rules);
