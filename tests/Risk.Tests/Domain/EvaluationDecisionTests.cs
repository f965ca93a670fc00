using Mesh.Risk.Domain;
using Mesh.Risk.Domain.Activity;
using Mesh.Risk.Tests.Fixtures;

namespace Mesh.Risk.Tests.Domain;

public sealed class EvaluationDecisionTests
{
    private readonly RiskRun run = new();

    public static TheoryData<string, PaymentSnapshot> Changes => new()
    {
        { "payment.payment_id", Some.ByCard() with { PaymentId = new PaymentId(8) } },
        { "payment.amount.currency_code", Some.ByCard() with { Currency = Some.CurrencyOf("USD") } },
        { "payment.amount.amount_minor", Some.ByCard() with { AmountMinor = 101 } },
        { "payment.customer_id", Some.ByCard() with { CustomerId = "" } },
        { "payment.merchant_id", Some.ByCard() with { MerchantId = "bookshop2" } },
        { "payment.card_fingerprint", Some.ByCard() with { CardFingerprint = Some.Card(2) } },
        { "payment.card_bin", Some.ByCard() with { CardBin = "40000013" } },
        { "payment.payer_wallet_id", Some.ByCard() with { PayerWalletId = "wallet-1" } },
    };

    [Fact]
    public void Repeat_OfAnEvaluation_GetsTheFirstAnswerForEverAndNoEvent()
    {
        var terms = new EvaluationTerms(Some.Id(1), Some.ByCard());
        var first = run.Evaluate(Some.Tenant, terms)[0];
        for (var id = 2; id <= 50; id++)
        {
            run.Evaluate(Some.Tenant, new EvaluationTerms(Some.Id(id), Some.ByCard()));
        }

        run.MoveTo(run.Now.Plus(TimeSpan.FromDays(3_650)));
        var eventCount = run.EventCount;
        var again = run.Evaluate(Some.Tenant, terms)[0];

        Assert.False(first.Replayed);
        Assert.True(again.Replayed);
        Assert.Equal(first.Evaluation, again.Evaluation);
        Assert.Equal(Outcome.Allow, again.Evaluation!.Outcome);
        Assert.Equal(eventCount, run.EventCount);
    }

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Reuse_ForAnotherPayment_IsRefusedNamingTheField(string field, PaymentSnapshot changed)
    {
        run.Evaluate(Some.Tenant, new EvaluationTerms(Some.Id(1), Some.ByCard()));
        var digest = run.Digest;

        var reused = run.Evaluate(Some.Tenant, new EvaluationTerms(Some.Id(1), changed))[0];

        Assert.Null(reused.Evaluation);
        Assert.Equal(field, reused.ReusedIdField);
        Assert.Equal(digest, run.Digest);
    }

    [Fact]
    public void Changes_OfTheTable_CoverEveryFieldOfAPayment() =>
        Assert.Equal(typeof(PaymentSnapshot).GetProperties().Length, Changes.Select(row => row.Data.Item1).Distinct().Count());

    [Fact]
    public void Batch_EachPayment_SeesThoseBeforeIt()
    {
        var items = Enumerable.Range(1, 7).Select(id => new EvaluationTerms(Some.Id(id), Some.ByCard())).ToArray();

        var results = run.Evaluate(Some.Tenant, items);

        Assert.All(results.Take(6), result => Assert.Equal(Outcome.Allow, result.Evaluation!.Outcome));
        Assert.Equal(Outcome.Review, results[6].Evaluation!.Outcome);
    }

    [Fact]
    public void Batch_WithOneIdTwice_DecidesOnce()
    {
        var terms = new EvaluationTerms(Some.Id(1), Some.ByCard());

        var results = run.Evaluate(Some.Tenant, terms, terms, terms with { Payment = Some.ByCard(amountMinor: 5) });

        Assert.Equal([false, true, true], results.Select(result => result.Replayed));
        Assert.Equal(results[0].Evaluation, results[1].Evaluation);
        Assert.Equal("payment.amount.amount_minor", results[2].ReusedIdField);
        Assert.Equal(1, run.EventCount);
    }

    [Fact]
    public void Tenants_WithTheSameNames_AreCountedApart()
    {
        var elsewhere = Enumerable.Range(1, 500).Select(id => new EvaluationTerms(Some.Id(id), Some.ByCard(amountMinor: 4_000))).ToArray();
        run.Evaluate("globex", elsewhere);

        var here = run.Evaluate(Some.Tenant, new EvaluationTerms(Some.Id(1), Some.ByCard()))[0];

        Assert.False(here.Replayed);
        Assert.Empty(here.Evaluation!.Hits);
        Assert.Equal(1, run.Tenant.Activity.Of(SubjectOfAda()).Payments.Count);
    }

    [Fact]
    public void Evaluation_Found_IsWhatWasAnswered()
    {
        var answered = run.Evaluate(Some.ByCard(amountMinor: 6_000_000));

        var found = run.State.FindEvaluation(Some.Tenant, answered.Id)!;

        Assert.Equal(answered with { Hits = found.Hits }, found);
        Assert.Equal(answered.Hits, found.Hits);
        Assert.Null(run.State.FindEvaluation("globex", answered.Id));
        Assert.Null(run.State.FindEvaluation(Some.Tenant, Some.Id(99)));
    }

    [Fact]
    public void Times_OfABatch_AreUniqueAndAscending()
    {
        var results = run.Evaluate(Some.Tenant, [.. Enumerable.Range(1, 3).Select(id => new EvaluationTerms(Some.Id(id), Some.ByCard()))]);

        Assert.Equal([0, 1, 2], results.Select(result => result.Evaluation!.Time.UnixNanos - Some.Start.UnixNanos));
    }

    private Subject SubjectOfAda() => new(SubjectKind.Customer, run.Tenant.Names.Find("ada"));
}
