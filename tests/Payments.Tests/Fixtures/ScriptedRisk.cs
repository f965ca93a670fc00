using System.Collections.Concurrent;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>Risk that decides what it is told to; the first decision on a payment stays, as risk promises.</summary>
internal sealed class ScriptedRisk : IRiskAssessor
{
    private readonly ConcurrentDictionary<PaymentId, RiskDecision> decided = new();

    /// <summary>The next decisions.</summary>
    public RiskDecision Decision { get; set; } = Some.Allow;

    public int DecidedCount => decided.Count;

    public Task<RiskDecision> AssessAsync(Payment payment, CancellationToken cancellationToken) =>
        Task.FromResult(decided.GetOrAdd(payment.Id, _ => Decision));
}
