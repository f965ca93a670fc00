using System.Globalization;

namespace Mesh.Risk.Domain.Rules;

/// <summary>A payment is large for its currency.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
/// <param name="limitUnits">Largest amount without a hit, in units of about one dollar.</param>
public sealed class AmountRule(string name, int points, long limitUnits) : IRule
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Points => points;

    /// <inheritdoc/>
    public string Description => string.Create(
        CultureInfo.InvariantCulture, $"Amount above {limitUnits} USD or EUR, or a like round sum of another currency.");

    /// <inheritdoc/>
    public string? Why(in RuleContext context)
    {
        var limitMinor = context.ToMinor(limitUnits);
        return context.Payment.AmountMinor > limitMinor
            ? string.Create(CultureInfo.InvariantCulture, $"amount {context.Payment.AmountMinor} exceeds {limitMinor} minor units")
            : null;
    }
}
