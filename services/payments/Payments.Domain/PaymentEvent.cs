using Mesh.Kernel;

namespace Mesh.Payments.Domain;

/// <summary>What happened to payments. The time is that of the journal.</summary>
public abstract record PaymentEvent(string Tenant);

/// <summary>A payment was created and its authorization began: the intent, committed before anybody outside is asked.</summary>
public sealed record PaymentCreated(PaymentTerms Terms) : PaymentEvent(Terms.Tenant);

/// <summary>An operation began: the intent.</summary>
public sealed record OperationBegun(OperationTerms Terms) : PaymentEvent(Terms.Key.Tenant);

/// <summary>An operation was refused, for ever under its request identifier.</summary>
public sealed record OperationRefused(OperationTerms Terms, PaymentRejection Reason) : PaymentEvent(Terms.Key.Tenant);

/// <summary>An operation ended, or its outcome is open. It repeats the terms, so that who reads it needs no other event.</summary>
/// <param name="Terms">The operation.</param>
/// <param name="Outcome">How.</param>
/// <param name="AskAt">For an open outcome: when the acquirer is asked again; otherwise null.</param>
public sealed record OperationConcluded(OperationTerms Terms, OperationOutcome Outcome, Moment? AskAt) : PaymentEvent(Terms.Key.Tenant);
