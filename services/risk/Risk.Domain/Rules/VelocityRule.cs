using System.Globalization;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Domain.Rules;

/// <summary>Too many payments of one customer, card or wallet within a span, this one included, in whatever currencies.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
/// <param name="kind">What is counted by.</param>
/// <param name="span">Span that ends with this payment, at most <see cref="RiskLimits.WindowMax"/>.</param>
/// <param name="countMax">Most payments without a hit, at least 1.</param>
public sealed class VelocityRule(string name, int points, SubjectKind kind, TimeSpan span, int countMax) : IRule
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Points => points;

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"More than {countMax} payments of one {kind.ToString().ToLowerInvariant()} within {SpanText.Of(span)}.");

    /// <inheritdoc/>
    public string? Why(in RuleContext context)
    {
        // A payment without such a subject has an empty window and counts as one: no hit.
        var count = context.ActivityOf(kind).Payments.CountWithin(context.Now, span) + 1;
        return count > countMax
            ? string.Create(CultureInfo.InvariantCulture, $"payment {count} within {SpanText.Of(span)} exceeds {countMax}")
            : null;
    }
}
