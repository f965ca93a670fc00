using System.Globalization;

namespace Mesh.Risk.Domain.Rules;

/// <summary>A payment is large for its currency.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
/// <param name="limitMajor">Largest amount without a hit, in major units of a currency with two decimals.</param>
public sealed class AmountRule(string name, int points, long limitMajor) : IRule
{
    public string Name => name;

    public int Points => points;

    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"Amount above {limitMajor} major units ({limitMajor * 100} in a currency without decimals).");

    public string? Why(RuleContext context)
    {
        var limit = LimitMinor(context.Payment.Currency.Exponent);
        return context.Payment.AmountMinor > limit
            ? string.Create(CultureInfo.InvariantCulture, $"amount {context.Payment.AmountMinor} exceeds {limit} minor units")
            : null;
    }

    // A unit of a currency without decimals is worth about as much as a hundredth of the others: the same number of minor units serves
    // both.
    private long LimitMinor(int exponent)
    {
        var limit = limitMajor * 100;
        for (var digits = 2; digits < exponent; digits++)
        {
            limit *= 10;
        }

        return limit;
    }
}
