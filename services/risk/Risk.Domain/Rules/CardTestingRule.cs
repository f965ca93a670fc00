using System.Globalization;

namespace Mesh.Risk.Domain.Rules;

/// <summary>One customer tries many cards: what stolen card numbers are tested with.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
/// <param name="span">Span that ends with this payment.</param>
/// <param name="cardsMax">Most different cards without a hit, this payment's included.</param>
public sealed class CardTestingRule(string name, int points, TimeSpan span, int cardsMax) : IRule
{
    public string Name => name;

    public int Points => points;

    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"More than {cardsMax} different cards of one customer in one currency within {span.TotalMinutes} minutes.");

    public string? Why(RuleContext context)
    {
        var payment = context.Payment;
        if (payment.CustomerId.Length == 0 || payment.CardFingerprint.Length == 0)
        {
            return null;
        }

        var cards = new HashSet<string>(StringComparer.Ordinal) { payment.CardFingerprint };
        foreach (var activity in context.Window(ActivityKind.Customer, payment.CustomerId).NewestFirst(context.Now, span))
        {
            if (activity.Counterpart.Length > 0 && cards.Add(activity.Counterpart) && cards.Count > cardsMax)
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"more than {cardsMax} different cards within {span.TotalMinutes} minutes");
            }
        }

        return null;
    }
}
