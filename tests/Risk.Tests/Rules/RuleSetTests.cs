using Mesh.Risk.Domain;
using Mesh.Risk.Domain.Rules;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Rules;

public sealed class RuleSetTests
{
    private readonly RiskRun run = new();

    [Fact]
    public void Rules_Together_StayWithinTheScoreThatIsPromised() =>
        Assert.InRange(RuleSet.Rules.Sum(rule => rule.Points), RiskLimits.DeclineScore, RiskLimits.ScoreMax);

    [Fact]
    public void Rules_Names_AreDifferentAndLowerCase()
    {
        var names = RuleSet.Rules.Select(rule => rule.Name).ToArray();

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z][a-z0-9_]*$", name));
    }

    [Theory]
    [InlineData(0, Outcome.Allow)]
    [InlineData(49, Outcome.Allow)]
    [InlineData(50, Outcome.Review)]
    [InlineData(99, Outcome.Review)]
    [InlineData(100, Outcome.Decline)]
    [InlineData(1_000, Outcome.Decline)]
    public void Outcome_AtEachThreshold_IsAsPublished(int score, Outcome outcome) => Assert.Equal(outcome, RuleSet.OutcomeOf(score));

    [Fact]
    public void Score_OfSeveralHits_IsTheirSumInTheOrderOfTheRules()
    {
        run.Decide(Some.Addition(1, BlockListItemType.Customer, "ada"));
        run.Repeat(6, Some.ByCard());

        var evaluation = run.Evaluate(Some.ByCard(amountMinor: 5_000_001));

        Assert.Equal(
            ["block_list", "amount_high", "amount_extreme", "card_velocity_10m", "customer_amount_24h"],
            evaluation.Hits.Select(hit => hit.Rule));
        Assert.Equal([100, 50, 50, 50, 50], evaluation.Hits.Select(hit => hit.Points));
        Assert.Equal(300, evaluation.Score);
        Assert.Equal(Outcome.Decline, evaluation.Outcome);
        Assert.Equal(RuleSet.Version, evaluation.RuleSetVersion);
    }

    [Fact]
    public void Reasons_OfHits_SayValueAndLimitAndNoName()
    {
        run.Repeat(6, Some.ByCard(customer: "ada-lovelace"));

        var evaluation = run.Evaluate(Some.ByCard(customer: "ada-lovelace", amountMinor: 500_001));

        Assert.Equal(
            ["amount 500001 exceeds 500000 minor units", "payment 7 within 10 minutes exceeds 6"],
            evaluation.Hits.Select(hit => hit.Reason));
    }

    [Fact]
    public void Rules_Descriptions_SayTheirLimits()
    {
        var descriptions = RuleSet.Rules.ToDictionary(rule => rule.Name, rule => rule.Description);

        Assert.Equal("More than 6 payments of one card within 10 minutes.", descriptions["card_velocity_10m"]);
        Assert.Equal("More than 4 different cards of one customer within 1 hour.", descriptions["customer_cards_1h"]);
        Assert.Equal("Amount above 5000 USD or EUR, or a like round sum of another currency.", descriptions["amount_high"]);
    }
}
