using System.Collections.Immutable;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Domain.Rules;

/// <summary>
/// The rules in force. Weights and limits are ours: 50 points ask for a person, 100 stop a payment, so a single sign never stops one unless
/// it is certain (the block list) or typical of card testing. A change of any rule is a new version; stored decisions keep theirs.
/// </summary>
public static class RuleSet
{
    /// <summary>Version of the rules below.</summary>
    public const int Version = 1;

    /// <summary>The rules in the order in which they are evaluated.</summary>
    public static ImmutableArray<IRule> Rules { get; } =
    [
        new BlockListRule("block_list", points: 100),
        new AmountRule("amount_high", points: 50, limitUnits: 5_000),
        new AmountRule("amount_extreme", points: 50, limitUnits: 50_000),
        new VelocityRule("card_velocity_10m", points: 50, SubjectKind.Card, TimeSpan.FromMinutes(10), countMax: 6),
        new VelocityRule("card_burst_10m", points: 50, SubjectKind.Card, TimeSpan.FromMinutes(10), countMax: 12),
        new VelocityRule("customer_velocity_10m", points: 50, SubjectKind.Customer, TimeSpan.FromMinutes(10), countMax: 20),
        new VelocityRule("customer_velocity_24h", points: 30, SubjectKind.Customer, TimeSpan.FromHours(24), countMax: 100),
        new VelocityRule("wallet_velocity_10m", points: 50, SubjectKind.Wallet, TimeSpan.FromMinutes(10), countMax: 60),
        new AmountSumRule("customer_amount_24h", points: 50, TimeSpan.FromHours(24), limitUnits: 20_000),
        new SpreadRule("customer_cards_1h", points: 100, Spread.CardsOfCustomer, TimeSpan.FromHours(1), countMax: 4),
        new SpreadRule("card_customers_24h", points: 50, Spread.CustomersOfCard, TimeSpan.FromHours(24), countMax: 3),
        new SpreadRule("card_merchants_10m", points: 50, Spread.MerchantsOfCard, TimeSpan.FromMinutes(10), countMax: 4),
    ];

    /// <summary>Asks every rule, and weighs the hits.</summary>
    public static Verdict Judge(in RuleContext context)
    {
        List<RuleHit>? hits = null;
        var score = 0;
        foreach (var rule in Rules)
        {
            if (rule.Why(context) is { } why)
            {
                (hits ??= []).Add(new RuleHit(rule.Name, rule.Points, why));
                score += rule.Points;
            }
        }

        return new Verdict(OutcomeOf(score), score, hits?.ToArray() ?? []);
    }

    /// <summary>Finds the advice for a score: allow below 50, review below 100, otherwise decline.</summary>
    public static Outcome OutcomeOf(int score) => score switch
    {
        >= RiskLimits.DeclineScore => Outcome.Decline,
        >= RiskLimits.ReviewScore => Outcome.Review,
        _ => Outcome.Allow,
    };
}
