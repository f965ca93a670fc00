namespace Mesh.Risk.Domain;

/// <summary>What happened in risk. The time is that of the journal.</summary>
public abstract record RiskEvent(string Tenant);

/// <summary>A payment was evaluated. Carries the decision, so that replay never decides again.</summary>
public sealed record PaymentEvaluated(
    string Tenant, EvaluationTerms Terms, Outcome Outcome, int Score, IReadOnlyList<RuleHit> Hits, int RuleSetVersion) : RiskEvent(Tenant);

/// <summary>An entry was asked for on the block list. When one was there already, only the request is remembered.</summary>
/// <param name="Tenant">Tenant.</param>
/// <param name="Command">What was asked.</param>
public sealed record EntryAdded(string Tenant, AddBlockListEntry Command) : RiskEvent(Tenant);

/// <summary>An entry was asked to go from the block list.</summary>
/// <param name="Tenant">Tenant.</param>
/// <param name="Command">What was asked.</param>
/// <param name="WasPresent">True when it was there and went.</param>
public sealed record EntryRemoved(string Tenant, RemoveBlockListEntry Command, bool WasPresent) : RiskEvent(Tenant);
