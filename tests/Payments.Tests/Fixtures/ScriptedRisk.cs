using System.Collections.Concurrent;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Ports;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>Risk that decides what it is told to; the first decision on a payment stays, as risk promises.</summary>
internal sealed class ScriptedRisk : IRiskAssessor
{
    private readonly ConcurrentDictionary<PaymentId, RiskDecision> decided = new();
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The next decisions.</summary>
    public RiskDecision Decision { get; set; } = Some.Allow;

    /// <summary>Thrown instead of an answer; null: an answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Answers wait for it; null: at once.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Completes when risk has been asked for the first time.</summary>
    public Task Asked => asked.Task;

    public int DecidedCount => decided.Count;

    public async Task<RiskDecision> AssessAsync(Payment payment, CancellationToken cancellationToken)
    {
        asked.TrySetResult();
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        return Failure is { } failure ? throw failure : decided.GetOrAdd(payment.Id, _ => Decision);
    }
}
