using System.Globalization;

namespace Mesh.Risk.Domain.Rules;

/// <summary>The payments of one customer in one currency add up to too much within a span, this one included.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
/// <param name="span">Span that ends with this payment, at most <see cref="RiskLimits.WindowMax"/>.</param>
/// <param name="limitUnits">Largest sum without a hit, in units of about one dollar.</param>
public sealed class AmountSumRule(string name, int points, TimeSpan span, long limitUnits) : IRule
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Points => points;

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"Payments of a customer in one currency above {limitUnits} USD or EUR, or a like round sum, within {SpanText.Of(span)}.");

    /// <inheritdoc/>
    public string? Why(in RuleContext context)
    {
        if (context.Payment.CustomerId.Length == 0)
        {
            return null;
        }

        var sumMinor = SpentBefore(context) + context.Payment.AmountMinor;
        var limitMinor = context.ToMinor(limitUnits);
        return sumMinor > limitMinor
            ? string.Create(CultureInfo.InvariantCulture, $"sum {sumMinor} within {SpanText.Of(span)} exceeds {limitMinor} minor units")
            : null;
    }

    private Int128 SpentBefore(in RuleContext context)
    {
        var window = context.Spending;
        var first = window.FirstWithin(context.Now, span);
        return first == window.Count ? 0 : window[^1].SumMinor - window[first].SumMinor + window[first].AmountMinor;
    }
}
