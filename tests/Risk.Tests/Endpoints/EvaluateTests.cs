using Grpc.Core;
using Mesh.Risk.V1;

namespace Mesh.Risk.Tests.Endpoints;

public sealed class EvaluateTests(RiskHost host) : IClassFixture<RiskHost>
{
    [Fact]
    public async Task Evaluate_AnOrdinaryPayment_IsAllowedAndCanBeReadBack()
    {
        // A card of its own: the others of this class share one, and with it its velocity.
        var payment = Wire.Payment(customer: "reader");
        payment.CardFingerprint = new string('7', 32);
        var request = Wire.Evaluate(payment);

        var answer = await host.Client.EvaluateAsync(request);
        var read = await host.Client.GetEvaluationAsync(
            new GetEvaluationRequest { Tenant = Wire.Tenant, EvaluationId = request.EvaluationId.ToUpperInvariant() });

        Assert.False(answer.Replayed);
        Assert.Equal(Outcome.Allow, answer.Evaluation.Outcome);
        Assert.Equal(request.Payment, answer.Evaluation.Payment);
        Assert.Equal(answer.Evaluation, read.Evaluation);
    }

    [Fact]
    public async Task Evaluate_Repeated_IsReplayed()
    {
        var request = Wire.Evaluate(Wire.Payment(customer: "repeater", amountMinor: 6_000_000));

        var first = await host.Client.EvaluateAsync(request);
        var second = await host.Client.EvaluateAsync(request);

        Assert.True(second.Replayed);
        Assert.Equal(first.Evaluation, second.Evaluation);
        Assert.Equal(Outcome.Decline, second.Evaluation.Outcome);
        Assert.Equal(second.Evaluation.Score, second.Evaluation.Hits.Sum(hit => hit.Points));
    }

    [Fact]
    public async Task Evaluate_IdReusedForAnotherPayment_AlreadyExistsNamingTheField()
    {
        var request = Wire.Evaluate(Wire.Payment());
        await host.Client.EvaluateAsync(request);
        request.Payment.MerchantId = "other";

        var failure = await Wire.FailureOfAsync(host.Client.EvaluateAsync(request));

        Assert.Equal(StatusCode.AlreadyExists, failure.StatusCode);
        Assert.Equal("EVALUATION_ID_REUSED", Wire.InfoOf(failure).Reason);
        Assert.Equal("risk.mesh", Wire.InfoOf(failure).Domain);
        Assert.Equal("payment.merchant_id", Wire.InfoOf(failure).Metadata["field"]);
    }

    [Fact]
    public async Task Evaluate_UpperCaseDigits_AreTheSamePayment()
    {
        var request = Wire.Evaluate(Wire.Payment());
        await host.Client.EvaluateAsync(request);
        request.Payment.PaymentId = "pay_" + request.Payment.PaymentId[4..].ToUpperInvariant();
        request.Payment.CardFingerprint = request.Payment.CardFingerprint.ToUpperInvariant();

        Assert.True((await host.Client.EvaluateAsync(request)).Replayed);
    }

    [Fact]
    public async Task BatchEvaluate_WithRepeatsAndAReuse_AnswersEachInOrder()
    {
        var first = Wire.Evaluate(Wire.Payment(customer: "batcher"), tenant: "");
        var reused = Wire.Evaluate(Wire.Payment(customer: "batcher", amountMinor: 5), first.EvaluationId);
        var second = Wire.Evaluate(Wire.Payment(customer: "batcher"));

        var response = await host.Client.BatchEvaluateAsync(
            new BatchEvaluateRequest { Tenant = Wire.Tenant, Requests = { first, first, reused, second } });

        Assert.Equal(
            [first.EvaluationId, first.EvaluationId, null, second.EvaluationId],
            response.Results.Select(result => result.Evaluation?.EvaluationId));
        Assert.Equal([false, true, true, false], response.Results.Select(result => result.Replayed));
        Assert.Equal(["", "", "payment.amount.amount_minor", ""], response.Results.Select(result => result.ReusedIdField));
    }

    [Fact]
    public async Task GetEvaluation_OfAnotherTenant_IsNotFound()
    {
        var request = Wire.Evaluate(Wire.Payment());
        await host.Client.EvaluateAsync(request);

        var failure = await Wire.FailureOfAsync(host.Client.GetEvaluationAsync(
            new GetEvaluationRequest { Tenant = "globex", EvaluationId = request.EvaluationId }));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Equal("EVALUATION_NOT_FOUND", Wire.InfoOf(failure).Reason);
    }

    [Fact]
    public async Task ListRules_Always_ShowsWhatAScoreIsMadeOf()
    {
        var rules = await host.Client.ListRulesAsync(new ListRulesRequest());

        Assert.Equal(1u, rules.RuleSetVersion);
        Assert.Equal("block_list", rules.Rules[0].Name);
        Assert.All(rules.Rules, rule => Assert.True(rule.Points > 0 && rule.Description.Length > 0));
    }
}
