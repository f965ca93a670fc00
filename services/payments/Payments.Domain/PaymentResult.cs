namespace Mesh.Payments.Domain;

/// <summary>The answer to a command.</summary>
public abstract record PaymentResult;

/// <summary>The operation stands as it says: begun now, under way, or ended.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Payment">Its payment; null for a top-up.</param>
/// <param name="Replayed">True when an earlier command began it.</param>
public sealed record Accepted(Operation Operation, Payment? Payment, bool Replayed) : PaymentResult;

/// <summary>The operation is refused.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Field">For a reused request id: the field that differs; otherwise empty.</param>
/// <param name="Payment">The payment as it stands; null when there is none.</param>
public sealed record Rejected(PaymentRejection Reason, string Field, Payment? Payment) : PaymentResult;
