using System.Globalization;

namespace Mesh.Risk.Domain.Rules;

/// <summary>Too many payments of one customer, card or wallet within a span, this one included.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
/// <param name="kind">Whose payments are counted.</param>
/// <param name="span">Span that ends with this payment.</param>
/// <param name="countMax">Most payments without a hit.</param>
public sealed class VelocityRule(string name, int points, ActivityKind kind, TimeSpan span, int countMax) : IRule
{
    public string Name => name;

    public int Points => points;

    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"More than {countMax} payments of one {kind.ToString().ToLowerInvariant()} in one currency within {span.TotalMinutes} minutes.");

    public string? Why(RuleContext context)
    {
        var value = Payer.Of(context.Payment, kind);
        if (value.Length == 0)
        {
            return null;
        }

        var count = context.Window(kind, value).Count(context.Now, span) + 1;
        return count > countMax
            ? string.Create(CultureInfo.InvariantCulture, $"payment {count} within {span.TotalMinutes} minutes exceeds {countMax}")
            : null;
    }
}
