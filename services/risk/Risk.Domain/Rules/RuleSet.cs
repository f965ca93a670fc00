namespace Mesh.Risk.Domain.Rules;

/// <summary>
/// The rules in force. Weights are ours: 50 points ask for a person, 100 stop a payment, so a single sign never stops one unless it is
/// certain (the block list) or typical of card testing. A change of any rule is a new version; stored decisions keep theirs.
/// </summary>
public static class RuleSet
{
    /// <summary>Version of the rules below.</summary>
    public const int Version = 1;

    /// <summary>The rules in the order in which they are evaluated.</summary>
    public static IReadOnlyList<IRule> Rules { get; } =
    [
        new BlockListRule("block_list", points: 100),
        new AmountRule("amount_high", points: 50, limitMajor: 5_000),
        new AmountRule("amount_extreme", points: 50, limitMajor: 50_000),
        new VelocityRule("card_velocity_10m", points: 50, ActivityKind.Card, TimeSpan.FromMinutes(10), countMax: 6),
        new VelocityRule("card_burst_10m", points: 50, ActivityKind.Card, TimeSpan.FromMinutes(10), countMax: 12),
        new VelocityRule("customer_velocity_10m", points: 50, ActivityKind.Customer, TimeSpan.FromMinutes(10), countMax: 20),
        new VelocityRule("customer_velocity_24h", points: 30, ActivityKind.Customer, TimeSpan.FromHours(24), countMax: 100),
        new VelocityRule("wallet_velocity_10m", points: 50, ActivityKind.Wallet, TimeSpan.FromMinutes(10), countMax: 60),
        new AmountSumRule("customer_amount_24h", points: 50, TimeSpan.FromHours(24), limitMinor: 2_000_000),
        new CardTestingRule("card_testing_1h", points: 100, TimeSpan.FromHours(1), cardsMax: 4),
    ];
}
