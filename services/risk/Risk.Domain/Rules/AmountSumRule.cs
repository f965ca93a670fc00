using System.Globalization;

namespace Mesh.Risk.Domain.Rules;

/// <summary>The payments of one customer in one currency add up to too much within a span, this one included.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
/// <param name="span">Span that ends with this payment.</param>
/// <param name="limitMinor">Largest sum without a hit, in minor units of a currency with two decimals or none.</param>
public sealed class AmountSumRule(string name, int points, TimeSpan span, long limitMinor) : IRule
{
    public string Name => name;

    public int Points => points;

    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"Payments of one customer in one currency above {limitMinor} minor units together within {span.TotalHours} hours.");

    public string? Why(RuleContext context)
    {
        var payment = context.Payment;
        if (payment.CustomerId.Length == 0)
        {
            return null;
        }

        var sum = context.Window(ActivityKind.Customer, payment.CustomerId).SumMinor(context.Now, span) + payment.AmountMinor;
        Int128 limit = limitMinor;
        for (var digits = 2; digits < payment.Currency.Exponent; digits++)
        {
            limit *= 10;
        }

        return sum > limit
            ? string.Create(CultureInfo.InvariantCulture, $"sum {sum} within {span.TotalHours} hours exceeds {limit} minor units")
            : null;
    }
}
