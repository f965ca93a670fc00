using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;
using Mesh.Risk.V1;

namespace Mesh.Payments.Service.Peers;

/// <summary>Risk, through the sidecars.</summary>
public sealed class RiskAssessor : IRiskAssessor, IAsyncDisposable
{
    private readonly RiskService.RiskServiceClient client;
    private readonly PeerRetry retry;
    private readonly PeerBatcher<Payment, RiskDecision> batcher;

    /// <summary>Makes the port on a generated client.</summary>
    public RiskAssessor(RiskService.RiskServiceClient client, TimeProvider time, ILogger<RiskAssessor> logger)
    {
        this.client = client;
        retry = new PeerRetry("risk", time, logger);
        batcher = new PeerBatcher<Payment, RiskDecision>("risk", SendAsync);
    }

    /// <inheritdoc/>
    public Task<RiskDecision> AssessAsync(Payment payment, CancellationToken cancellationToken) =>
        batcher.AskAsync(payment.Terms.Tenant, payment, cancellationToken);

    public ValueTask DisposeAsync() => batcher.DisposeAsync();

    private async Task<IReadOnlyList<RiskDecision>> SendAsync(
        string tenant, IReadOnlyList<Payment> payments, CancellationToken cancellationToken)
    {
        var request = new BatchEvaluateRequest { Tenant = tenant };
        request.Requests.AddRange(payments.Select(payment => new EvaluateRequest
        {
            EvaluationId = Id128.Derive("evaluation", payment.Id.ToString()).ToString(),
            Payment = Snapshot(payment),
        }));
        var response = await retry.RunAsync(
            async token => await client.BatchEvaluateAsync(request, cancellationToken: token), cancellationToken);
        return [.. response.Results.Select(Decision)];
    }

    private static PaymentSnapshot Snapshot(Payment payment)
    {
        var terms = payment.Terms;
        var card = terms.Method as CardMethod;
        return new PaymentSnapshot
        {
            PaymentId = payment.Id.ToString(),
            Amount = new Mesh.Type.V1.Money { CurrencyCode = terms.Currency.Code, AmountMinor = terms.AmountMinor },
            CustomerId = terms.CustomerId,
            MerchantId = terms.MerchantId,
            CardFingerprint = card?.Fingerprint ?? "",
            CardBin = card?.Bin ?? "",
            PayerWalletId = (terms.Method as WalletMethod)?.PayerWalletId ?? "",
        };
    }

    private static RiskDecision Decision(BatchEvaluateResult result)
    {
        var evaluation = result.Evaluation
            ?? throw new InvalidOperationException(
                $"Risk knows the evaluation with another {result.ReusedIdField}, though its id is derived from the payment.");
        var id = Id128.TryParse(evaluation.EvaluationId, out var parsed)
            ? parsed
            : throw new InvalidOperationException($"Risk answered with the malformed evaluation id '{evaluation.EvaluationId}'.");
        var outcome = evaluation.Outcome switch
        {
            Outcome.Allow => "allow",
            Outcome.Review => "review",

            // What we do not know counts as a refusal.
            _ => "decline",
        };
        return new RiskDecision(outcome, evaluation.Score, id, [.. evaluation.Hits.Select(hit => hit.Rule)]);
    }
}
