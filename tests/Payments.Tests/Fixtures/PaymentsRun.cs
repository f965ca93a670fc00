using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Partition;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>Payments without a journal and without an outside: decides, applies and keeps what happened.</summary>
internal sealed class PaymentsRun
{
    private readonly List<(PaymentEvent Happened, Moment Time)> history = [];
    private Moment now = new(1_800_000_000_000_000_000);

    public PaymentsState State { get; } = new();

    public IReadOnlyList<PaymentEvent> Events => [.. history.Select(entry => entry.Happened)];

    public byte[] Digest => PaymentsDigest.Of(State);

    public Moment Now => now;

    public PaymentResult Decide(PaymentCommand command) =>
        PaymentDecisions.Decide(State, command, PaymentLimits.ResolveSchedule, new Happening(() => now, Add));

    public Accepted Accept(PaymentCommand command) => Assert.IsType<Accepted>(Decide(command));

    public Rejected Refuse(PaymentCommand command) => Assert.IsType<Rejected>(Decide(command));

    /// <summary>Begins a payment and ends it.</summary>
    public Payment Authorize(PaymentTerms terms, OperationOutcome? outcome = null)
    {
        Accept(new BeginAuthorize(terms));
        return End(OperationKind.Authorize, terms.RequestId, outcome ?? new Done(Some.Allow)).Payment!;
    }

    public Payment Capture(Payment payment, int requestId, long amountMinor = 0, bool final = false, OperationOutcome? outcome = null)
    {
        Accept(new BeginCapture(Some.Tenant, Some.Id(requestId), payment.Id, amountMinor, final));
        return End(OperationKind.Capture, Some.Id(requestId), outcome ?? new Done(Risk: null)).Payment!;
    }

    public Payment Refund(Payment payment, int requestId, long amountMinor = 0, OperationOutcome? outcome = null)
    {
        Accept(new BeginRefund(Some.Tenant, Some.Id(requestId), payment.Id, amountMinor));
        return End(OperationKind.Refund, Some.Id(requestId), outcome ?? new Done(Risk: null)).Payment!;
    }

    public Payment Void(Payment payment, int requestId, OperationOutcome? outcome = null)
    {
        Accept(new BeginVoid(Some.Tenant, Some.Id(requestId), payment.Id));
        return End(OperationKind.Void, Some.Id(requestId), outcome ?? new Done(Risk: null)).Payment!;
    }

    public Accepted End(OperationKind kind, Id128 requestId, OperationOutcome outcome) =>
        Accept(new Conclude(new OperationKey(Some.Tenant, kind, requestId), outcome));

    /// <summary>Brings a new payment into a state by the shortest way.</summary>
    public Payment InState(PaymentState state, int requestId = 1)
    {
        var terms = Some.CardTerms(requestId);
        switch (state)
        {
            case PaymentState.Processing:
                return Accept(new BeginAuthorize(terms)).Payment!;
            case PaymentState.InReview:
                return Authorize(terms, new NeedsReview(Some.Review));
            case PaymentState.RequiresCapture:
                return Authorize(terms);
            case PaymentState.PartiallyCaptured:
                return Capture(Authorize(terms), requestId + 500, amountMinor: 1);
            case PaymentState.Succeeded:
                return Authorize(terms with { CaptureMethod = CaptureMethod.Automatic });
            case PaymentState.Canceled:
                return Void(Authorize(terms), requestId + 500);
            case PaymentState.Failed:
                return Authorize(terms, new Declined(new Failure("acquirer", "do_not_honor"), Some.Allow));
            default:
                throw new ArgumentOutOfRangeException(nameof(state));
        }
    }

    /// <summary>Builds a new state from what happened, by way of the stored bytes.</summary>
    public PaymentsState Replay()
    {
        var state = new PaymentsState();
        foreach (var (happened, time) in history)
        {
            var stored = new System.Buffers.ArrayBufferWriter<byte>();
            PaymentRecords.Write(happened, stored);
            state.Apply(PaymentRecords.Read(stored.WrittenMemory.ToArray()), time);
        }

        return state;
    }

    public void ForgetAfter(int count) => history.RemoveRange(count, history.Count - count);

    private void Add(PaymentEvent happened)
    {
        State.Apply(happened, now);
        history.Add((happened, now));
        now = now.PlusNanos(1);
    }
}
