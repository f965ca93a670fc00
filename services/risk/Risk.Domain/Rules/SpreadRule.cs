using System.Globalization;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Domain.Rules;

/// <summary>What a payment pairs: the subject that is looked at, and what must not be too many different ones of.</summary>
public enum Spread
{
    /// <summary>Cards of one customer: how stolen numbers are tried out.</summary>
    CardsOfCustomer = 1,

    /// <summary>Customers of one card: a number that has been passed on.</summary>
    CustomersOfCard = 2,

    /// <summary>Merchants of one card: a number that is used up before it is blocked.</summary>
    MerchantsOfCard = 3,
}

/// <summary>One customer or card meets too many different cards, customers or merchants within a span, this payment included.</summary>
/// <param name="name">Name of the rule.</param>
/// <param name="points">Points of a hit.</param>
/// <param name="spread">What is counted.</param>
/// <param name="span">Span that ends with this payment, at most <see cref="RiskLimits.WindowMax"/>.</param>
/// <param name="countMax">Most different ones without a hit. Range: 1 to <see cref="RecentCounterparts.RememberedMax"/>.</param>
public sealed class SpreadRule(string name, int points, Spread spread, TimeSpan span, int countMax) : IRule
{
    private readonly string words = spread switch
    {
        Spread.CardsOfCustomer => "different cards of one customer",
        Spread.CustomersOfCard => "different customers of one card",
        Spread.MerchantsOfCard => "different merchants of one card",
        _ => throw new System.Diagnostics.UnreachableException($"{spread} is not a kind of spread."),
    };

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Points => points;

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"More than {countMax} {words} within {SpanText.Of(span)}.");

    /// <inheritdoc/>
    public string? Why(in RuleContext context)
    {
        var others = spread switch
        {
            Spread.CardsOfCustomer => Others(context.Payment.CardFingerprint, context.Customer.Cards, context.CardNumber, context),
            Spread.CustomersOfCard => Others(context.Payment.CustomerId, context.Card.Customers, context.CustomerNumber, context),
            Spread.MerchantsOfCard => Others(context.Payment.MerchantId, context.Card.Merchants, context.MerchantNumber, context),
            _ => 0,
        };
        return others + 1 > countMax
            ? string.Create(CultureInfo.InvariantCulture, $"more than {countMax} {words} within {SpanText.Of(span)}")
            : null;
    }

    // A payment that names no counterpart adds none, so it is no reason for a hit, whatever came before.
    private int Others(string counterpart, in RecentCounterparts seen, int number, in RuleContext context) =>
        counterpart.Length == 0 ? 0 : seen.CountOthersWithin(number, context.Now, span);
}
