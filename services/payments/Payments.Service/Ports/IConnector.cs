using Mesh.Kernel;

namespace Mesh.Payments.Service.Ports;

/// <summary>
/// What payments needs of an acquirer. Every request has a reference that is derived from the payment: the same reference is the same
/// request, whatever happens between. Implementations never throw for what the other side does: an answer that did not come is
/// <see cref="ConnectorAnswer.Open"/>.
/// </summary>
public interface IConnector
{
    /// <summary>Asks for an authorization, or for authorization and capture at once.</summary>
    Task<ConnectorAnswer> AuthorizeAsync(CardCharge charge, CancellationToken cancellationToken);

    /// <summary>Asks to capture, void or refund a part of an earlier authorization.</summary>
    Task<ConnectorAnswer> FollowUpAsync(CardFollowUp followUp, CancellationToken cancellationToken);

    /// <summary>Asks what became of a request: null when the acquirer surely never got it.</summary>
    Task<ConnectorAnswer?> QueryAsync(Id128 reference, CancellationToken cancellationToken);

    /// <summary>
    /// Gets what the acquirer captured and refunded for a tenant, in minor units: the check that nothing was charged twice.
    /// </summary>
    Task<(Int128 CapturedMinor, Int128 RefundedMinor)> TotalsAsync(string tenant, string currencyCode, CancellationToken cancellationToken);
}

/// <summary>A first request for a card.</summary>
/// <param name="Tenant">Tenant; the merchant account at the acquirer.</param>
/// <param name="Reference">Derived reference.</param>
/// <param name="CardNumber">The number, in clear, for this call only.</param>
/// <param name="ExpiryMonth">1 to 12.</param>
/// <param name="ExpiryYear">Four digits.</param>
/// <param name="Currency">Currency.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Capture">True: capture at once.</param>
public sealed record CardCharge(
    string Tenant, Id128 Reference, string CardNumber, int ExpiryMonth, int ExpiryYear, Currency Currency, long AmountMinor, bool Capture)
{
    /// <summary>Leaves the number out, so that no log can hold it.</summary>
    public override string ToString() => $"charge {Reference}";
}

/// <summary>What follows an authorization.</summary>
public enum FollowUpKind
{
    Capture = 1,
    Void = 2,
    Refund = 3,
}

/// <summary>A request that follows an authorization.</summary>
/// <param name="Reference">Derived reference.</param>
/// <param name="ChargeReference">Reference of the authorization.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="AmountMinor">Minor units.</param>
public sealed record CardFollowUp(Id128 Reference, Id128 ChargeReference, FollowUpKind Kind, long AmountMinor);

/// <summary>What an acquirer said.</summary>
/// <param name="IsOpen">True: no answer, or one that leaves the outcome open.</param>
/// <param name="DeclineCode">Why it was declined; empty when approved or open.</param>
public sealed record ConnectorAnswer(bool IsOpen, string DeclineCode)
{
    /// <summary>Done.</summary>
    public static readonly ConnectorAnswer Approved = new(IsOpen: false, "");

    /// <summary>Nobody here knows.</summary>
    public static readonly ConnectorAnswer Open = new(IsOpen: true, "");

    /// <summary>Surely not done.</summary>
    public static ConnectorAnswer Declined(string code) => new(IsOpen: false, code);
}
