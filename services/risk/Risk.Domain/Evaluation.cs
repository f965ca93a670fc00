using Mesh.Kernel;

namespace Mesh.Risk.Domain;

/// <summary>What risk advises. Numbers are those of the wire and of the stored records.</summary>
public enum Outcome
{
    Allow = 1,
    Review = 2,
    Decline = 3,
}

/// <summary>One rule that applied.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Points">Points that the hit adds.</param>
/// <param name="Reason">Why, in English, with the value and the limit.</param>
public sealed record RuleHit(string Rule, int Points, string Reason);

/// <summary>A decision with all that it was made of. The points of the hits add up to the score.</summary>
/// <param name="Id">Identifier that the client gave.</param>
/// <param name="Payment">The payment.</param>
/// <param name="Outcome">Advice.</param>
/// <param name="Score">Sum of the points.</param>
/// <param name="Hits">Rules that applied, in the order of the rule set.</param>
/// <param name="RuleSetVersion">Version of the rule set that decided.</param>
/// <param name="Time">When.</param>
public sealed record Evaluation(
    Id128 Id, PaymentSnapshot Payment, Outcome Outcome, int Score, IReadOnlyList<RuleHit> Hits, int RuleSetVersion, Moment Time);
