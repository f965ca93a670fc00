using Mesh.Risk.Domain;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Rules;

/// <summary>Each rule at its limit, and one past it.</summary>
public sealed class RuleEdgeTests
{
    private readonly RiskRun run = new();

    [Theory]
    [InlineData("EUR", 500_000, 5_000_000)]
    [InlineData("KWD", 5_000_000, 50_000_000)]
    [InlineData("JPY", 500_000, 5_000_000)]
    [InlineData("KRW", 5_000_000, 50_000_000)]
    [InlineData("IDR", 5_000_000_000, 50_000_000_000)]
    [InlineData("CLF", 50_000_000, 500_000_000)]
    public void Amount_ByCurrency_HitsAboveTheLimitOnly(string code, long highMinor, long extremeMinor)
    {
        Assert.Empty(HitsOf(code, highMinor));
        Assert.Contains("amount_high", HitsOf(code, highMinor + 1));
        Assert.DoesNotContain("amount_extreme", HitsOf(code, extremeMinor));
        Assert.Contains("amount_extreme", HitsOf(code, extremeMinor + 1));
    }

    [Theory]
    [InlineData("card_velocity_10m", 6)]
    [InlineData("card_burst_10m", 12)]
    [InlineData("customer_velocity_10m", 20)]
    [InlineData("customer_velocity_24h", 100)]
    public void Velocity_ByCard_HitsFromOnePastTheLimit(string rule, int countMax)
    {
        Assert.DoesNotContain(rule, HitsOf(run.Repeat(countMax, Some.ByCard())));
        Assert.Contains(rule, HitsOf(run.Evaluate(Some.ByCard())));
    }

    [Fact]
    public void Velocity_ByWallet_HitsFromOnePastTheLimit()
    {
        Assert.DoesNotContain("wallet_velocity_10m", HitsOf(run.Repeat(60, Some.ByWallet())));
        Assert.Contains("wallet_velocity_10m", HitsOf(run.Evaluate(Some.ByWallet(customer: "bob"))));
    }

    [Fact]
    public void Velocity_InSeveralCurrencies_CountsAll()
    {
        run.Repeat(3, Some.ByCard());
        run.Repeat(3, Some.ByCard() with { Currency = Some.CurrencyOf("USD") });

        Assert.Contains("card_velocity_10m", HitsOf(run.Evaluate(Some.ByCard() with { Currency = Some.CurrencyOf("JPY") })));
    }

    [Theory]
    [InlineData("card_velocity_10m", 6, 10)]
    [InlineData("customer_velocity_24h", 100, 24 * 60)]
    public void Velocity_AtTheEndOfTheSpan_ForgetsToTheNanosecond(string rule, int countMax, int spanMinutes)
    {
        run.Repeat(countMax, Some.ByCard());

        run.MoveTo(Some.Start.Plus(TimeSpan.FromMinutes(spanMinutes)).PlusNanos(-1));
        Assert.Contains(rule, HitsOf(run.Evaluate(Some.ByCard())));
    }

    [Theory]
    [InlineData("card_velocity_10m", 6, 10)]
    [InlineData("customer_velocity_24h", 100, 24 * 60)]
    public void Velocity_OneNanosecondLater_NoLongerCountsTheFirst(string rule, int countMax, int spanMinutes)
    {
        run.Repeat(countMax, Some.ByCard());

        run.MoveTo(Some.Start.Plus(TimeSpan.FromMinutes(spanMinutes)));
        Assert.DoesNotContain(rule, HitsOf(run.Evaluate(Some.ByCard())));
    }

    [Fact]
    public void AmountSum_OfOneCustomer_HitsAboveTheLimitOnly()
    {
        run.Repeat(4, Some.ByWallet(amountMinor: 499_999));

        Assert.DoesNotContain("customer_amount_24h", HitsOf(run.Evaluate(Some.ByWallet(amountMinor: 4))));
        var past = run.Evaluate(Some.ByWallet(amountMinor: 1));
        Assert.Equal("sum 2000001 within 24 hours exceeds 2000000 minor units", Assert.Single(past.Hits).Reason);
    }

    [Fact]
    public void AmountSum_InTwoCurrencies_AddsNeitherToTheOther()
    {
        run.Repeat(4, Some.ByWallet(amountMinor: 499_999));

        Assert.Empty(HitsOf(run.Evaluate(Some.ByWallet(amountMinor: 400_000) with { Currency = Some.CurrencyOf("USD") })));
    }

    [Fact]
    public void AmountSum_AtTheEndOfTheSpan_ForgetsToTheNanosecond()
    {
        run.Evaluate(Some.ByWallet(amountMinor: 2_000_000));
        run.MoveTo(Some.Start.Plus(TimeSpan.FromHours(24)).PlusNanos(-1));

        Assert.Contains("customer_amount_24h", HitsOf(run.Evaluate(Some.ByWallet(amountMinor: 1))));
        Assert.DoesNotContain("customer_amount_24h", HitsOf(run.Evaluate(Some.ByWallet(amountMinor: 1))));
    }

    [Fact]
    public void AmountSum_OfTheLargestPayments_DoesNotOverflow()
    {
        var last = run.Repeat(10_000, Some.ByWallet(amountMinor: RiskLimits.AmountMinorMax));

        Assert.Contains(
            last.Hits, hit => hit.Reason == "sum 9999999999999990000 within 24 hours exceeds 2000000 minor units");
    }

    [Theory]
    [InlineData("customer_cards_1h", 4, 60)]
    [InlineData("card_customers_24h", 3, 24 * 60)]
    [InlineData("card_merchants_10m", 4, 10)]
    public void Spread_OfDifferentOnes_HitsFromOnePastTheLimitWithinTheSpan(string rule, int countMax, int spanMinutes)
    {
        for (var number = 1; number <= countMax; number++)
        {
            Assert.DoesNotContain(rule, HitsOf(run.Evaluate(Spread(rule, number))));
            Assert.DoesNotContain(rule, HitsOf(run.Evaluate(Spread(rule, number))));
        }

        // The oldest of them was last seen with the second event.
        run.MoveTo(Some.Start.PlusNanos(1).Plus(TimeSpan.FromMinutes(spanMinutes)).PlusNanos(-1));
        Assert.Contains(rule, HitsOf(run.Evaluate(Spread(rule, countMax + 1))));
        Assert.DoesNotContain(rule, HitsOf(run.Evaluate(Spread(rule, countMax + 1))));
    }

    [Fact]
    public void Unknown_CustomerAndNoCard_AreNotCounted()
    {
        var anonymous = Some.ByWallet(customer: "", wallet: "", amountMinor: 400_000);

        Assert.Empty(run.Repeat(200, anonymous).Hits);
        Assert.Empty(run.Tenant.Activity.Subjects);
    }

    private static IEnumerable<string> HitsOf(Evaluation evaluation) => evaluation.Hits.Select(hit => hit.Rule);

    // A customer of its own, so that only the amount of this payment counts.
    private IEnumerable<string> HitsOf(string code, long amountMinor) => HitsOf(run.Evaluate(
        Some.ByWallet(customer: "", wallet: "", amountMinor) with { Currency = Some.CurrencyOf(code) }));

    private static PaymentSnapshot Spread(string rule, int number) => rule switch
    {
        "customer_cards_1h" => Some.ByCard(card: number),
        "card_customers_24h" => Some.ByCard(customer: $"customer-{number}"),
        _ => Some.ByCard(merchant: $"merchant-{number}"),
    };
}
