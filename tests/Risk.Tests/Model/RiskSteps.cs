using FsCheck;
using FsCheck.Fluent;
using Mesh.Risk.Domain;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Model;

/// <summary>One payment after a while.</summary>
/// <param name="Gap">Time since the payment before, in nanoseconds.</param>
/// <param name="Payment">The payment.</param>
/// <param name="IsTakenBack">True when its append fails and everything since the last commit is undone.</param>
/// <param name="IsCommit">True when a batch ends with it.</param>
internal sealed record RiskStep(long Gap, PaymentSnapshot Payment, bool IsTakenBack, bool IsCommit);

/// <summary>Random payments that meet each other: few customers and cards, and gaps about as long as the windows.</summary>
internal static class RiskSteps
{
    private const long NanosPerMinute = 60_000_000_000;

    private static readonly Gen<long> Gaps = Gen.Frequency(
        (6, Gen.Choose(0, 3).Select(nanos => (long)nanos)),
        (6, Gen.Choose(0, 600).Select(seconds => seconds * 1_000_000_000L)),
        (3, Gen.Elements(10, 60, 24 * 60).SelectMany(minutes => Gen.Choose(-2, 1).Select(nanos => minutes * NanosPerMinute + nanos))));

    public static Arbitrary<RiskStep[]> Sequences => Arb.From(Gen.ArrayOf(Step()), Arb.Array(Arb.From(Step())).Shrinker);

    private static Gen<RiskStep> Step() =>
        from gap in Gaps
        from payment in Gen.Frequency((3, ByCard()), (1, ByWallet()))
        from fate in Gen.Choose(0, 9)
        select new RiskStep(gap, payment, IsTakenBack: fate == 0, IsCommit: fate is > 0 and < 5);

    private static Gen<PaymentSnapshot> ByCard() =>
        from customer in Names("customer", 4)
        from card in Gen.Choose(1, 12)
        from merchant in Names("merchant", 11)
        from amountMinor in Gen.Choose(1, 1_000_000)
        from currency in Gen.Elements("EUR", "JPY")
        select Some.ByCard(customer, card, merchant, amountMinor) with { Currency = Some.CurrencyOf(currency) };

    private static Gen<PaymentSnapshot> ByWallet() =>
        from customer in Names("customer", 4)
        from wallet in Names("wallet", 3)
        from amountMinor in Gen.Choose(1, 1_000_000)
        select Some.ByWallet(customer, wallet, amountMinor);

    // One in the range is unknown.
    private static Gen<string> Names(string kind, int count) =>
        Gen.Choose(0, count).Select(number => number == 0 ? "" : $"{kind}-{number}");
}
