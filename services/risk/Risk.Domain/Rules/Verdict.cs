namespace Mesh.Risk.Domain.Rules;

/// <summary>What the rules say together.</summary>
/// <param name="Outcome">Advice, by the thresholds of <see cref="RiskLimits"/>.</param>
/// <param name="Score">Sum of the points of the hits.</param>
/// <param name="Hits">Rules that applied, in the order of the rule set.</param>
public readonly record struct Verdict(Outcome Outcome, int Score, IReadOnlyList<RuleHit> Hits);
