using Mesh.Kernel;

namespace Mesh.Payments.Domain;

/// <summary>What an operation does. Numbers are those of the stored records.</summary>
public enum OperationKind
{
    Authorize = 1,
    Capture = 2,
    Void = 3,
    Refund = 4,
    TopUp = 5,
}

/// <summary>Names an operation: request identifiers are unique within tenant and method.</summary>
public readonly record struct OperationKey(string Tenant, OperationKind Kind, Id128 RequestId);

/// <summary>What was asked of an operation.</summary>
/// <param name="Key">Its name.</param>
/// <param name="PaymentId">Payment; default for a top-up.</param>
/// <param name="AskedMinor">Amount as asked; 0 means all that is possible.</param>
/// <param name="AmountMinor">Amount as decided.</param>
/// <param name="Final">For a capture: releases what is left. For an authorization: captures at once.</param>
/// <param name="WalletId">For a top-up: the wallet; otherwise empty.</param>
/// <param name="Currency">Currency of the amount.</param>
public sealed record OperationTerms(
    OperationKey Key, PaymentId PaymentId, long AskedMinor, long AmountMinor, bool Final, string WalletId, Currency? Currency);

/// <summary>Where an operation stands.</summary>
public enum OperationState
{
    Pending = 1,
    Succeeded = 2,
    Failed = 3,
    Refused = 4,
}

/// <summary>One operation, kept for ever: its request identifier gets the same answer for ever.</summary>
/// <param name="Terms">What was asked.</param>
/// <param name="State">Where it stands.</param>
/// <param name="FailureCode">Why it failed; empty unless it did.</param>
/// <param name="Rejection">Why it was refused; null unless it was.</param>
/// <param name="UnknownAnswers">How often its outcome was left open.</param>
/// <param name="AskAt">When to try again; null unless its outcome is open.</param>
/// <param name="Time">When it was asked for.</param>
public sealed record Operation(
    OperationTerms Terms,
    OperationState State,
    string FailureCode,
    PaymentRejection? Rejection,
    int UnknownAnswers,
    Moment? AskAt,
    Moment Time)
{
    /// <summary>True when there is something to tell whoever waits: it has ended, or its outcome is known to be open.</summary>
    public bool HasOutcome => State != OperationState.Pending || UnknownAnswers > 0;
}

/// <summary>How an operation ended, as the shell found out.</summary>
public abstract record OperationOutcome;

/// <summary>It was done.</summary>
public sealed record Done(RiskDecision? Risk) : OperationOutcome;

/// <summary>It was declined, and nothing is left of it.</summary>
public sealed record Declined(Failure Failure, RiskDecision? Risk) : OperationOutcome;

/// <summary>Risk asks for a person; the money is held.</summary>
public sealed record NeedsReview(RiskDecision Risk) : OperationOutcome;

/// <summary>The outcome is open, and everything stays as it is until it is known.</summary>
/// <param name="Risk">What risk decided; null when it did not.</param>
/// <param name="HoldPlaced">For an authorization: true when the ledger surely holds the amount, false when it may or may not.</param>
public sealed record Unknown(RiskDecision? Risk, bool HoldPlaced) : OperationOutcome;
