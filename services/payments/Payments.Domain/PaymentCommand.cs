using Mesh.Kernel;

namespace Mesh.Payments.Domain;

/// <summary>What may be asked of payments. Well-formed: the edge has refused everything else.</summary>
public abstract record PaymentCommand(string Tenant);

/// <summary>Asks for a new payment.</summary>
public sealed record BeginAuthorize(PaymentTerms Terms) : PaymentCommand(Terms.Tenant);

/// <summary>Asks for a capture; amount 0: all that is capturable.</summary>
public sealed record BeginCapture(
    string Tenant, Id128 RequestId, PaymentId PaymentId, long AmountMinor, bool Final) : PaymentCommand(Tenant);

/// <summary>Asks to release what is not captured.</summary>
public sealed record BeginVoid(string Tenant, Id128 RequestId, PaymentId PaymentId) : PaymentCommand(Tenant);

/// <summary>Asks for a refund; amount 0: all that is refundable.</summary>
public sealed record BeginRefund(string Tenant, Id128 RequestId, PaymentId PaymentId, long AmountMinor) : PaymentCommand(Tenant);

/// <summary>Records money that came in for a wallet.</summary>
public sealed record BeginTopUp(
    string Tenant, Id128 RequestId, string WalletId, Currency Currency, long AmountMinor) : PaymentCommand(Tenant);

/// <summary>Says how an operation ended.</summary>
public sealed record Conclude(OperationKey Key, OperationOutcome Outcome) : PaymentCommand(Key.Tenant);
