using Mesh.Kernel;

namespace Mesh.Risk.Domain.Rules;

/// <summary>What a rule may look at.</summary>
/// <param name="State">What came before.</param>
/// <param name="Tenant">Tenant: nothing of another tenant is ever looked at.</param>
/// <param name="Payment">The payment.</param>
/// <param name="Now">Time of the evaluation.</param>
public sealed record RuleContext(RiskState State, string Tenant, PaymentSnapshot Payment, Moment Now)
{
    /// <summary>Gets the payments of the payer, in the payment's currency.</summary>
    public ActivityWindow Window(ActivityKind kind, string value) =>
        State.Window(new ActivityKey(Tenant, kind, value, Payment.Currency.Code));
}
