using Mesh.Kernel;
using Mesh.Risk.Domain;
using Mesh.Risk.Service.Partition;

namespace Mesh.Risk.Tests.Fixtures;

/// <summary>Risk without a journal: decides, applies and keeps what happened. Time stands still but for one nanosecond an event.</summary>
internal sealed class RiskRun
{
    private readonly List<(RiskEvent Happened, Moment Time)> history = [];
    private int evaluationCount;

    public RiskState State { get; } = new();

    public Moment Now { get; private set; } = Some.Start;

    public int EventCount => history.Count;

    public byte[] Digest => RiskDigest.Of(State);

    public TenantRisk Tenant => State.FindTenant(Some.Tenant)!;

    /// <summary>Moves the time of the next event.</summary>
    public void MoveTo(Moment time) => Now = time >= Now ? time : throw new ArgumentException("Time does not run backwards.", nameof(time));

    public RiskResult Decide(RiskCommand command) => RiskDecisions.Decide(State, command, new Happening(() => Now, Apply));

    public IReadOnlyList<EvaluationResult> Evaluate(string tenant, params EvaluationTerms[] items) =>
        ((EvaluationResults)Decide(new EvaluatePayments(tenant, items))).Items;

    /// <summary>Evaluates a payment under a new identifier.</summary>
    public Evaluation Evaluate(PaymentSnapshot payment, string tenant = Some.Tenant) =>
        Evaluate(tenant, new EvaluationTerms(Some.Id(++evaluationCount), payment))[0].Evaluation!;

    /// <summary>Evaluates a payment several times under new identifiers; returns the last decision.</summary>
    public Evaluation Repeat(int count, PaymentSnapshot payment)
    {
        var last = Evaluate(payment);
        for (var index = 1; index < count; index++)
        {
            last = Evaluate(payment);
        }

        return last;
    }

    /// <summary>Forgets what happened after the first <paramref name="count"/> events; the state is rolled back by the caller.</summary>
    public void ForgetAfter(int count) => history.RemoveRange(count, history.Count - count);

    /// <summary>Builds a new state from what happened.</summary>
    public RiskState Replay()
    {
        var state = new RiskState();
        foreach (var (happened, time) in history)
        {
            state.Apply(happened, time);
        }

        return state;
    }

    private void Apply(RiskEvent happened)
    {
        State.Apply(happened, Now);
        history.Add((happened, Now));
        Now = Now.PlusNanos(1);
    }
}
