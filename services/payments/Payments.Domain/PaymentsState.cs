using System.Collections.Immutable;
using Mesh.Kernel;

namespace Mesh.Payments.Domain;

/// <summary>
/// Everything that one partition of payments knows: the fold of its events. Changes inside an open undo scope can be taken back.
/// </summary>
public sealed class PaymentsState
{
    private readonly UndoTable<(string Tenant, PaymentId Id), Payment> payments;
    private readonly UndoTable<OperationKey, Operation> operations;
    private readonly UndoTable<OperationKey, bool> pending;
    private readonly UndoTable<(string Tenant, PaymentId Id), ImmutableList<OperationKey>> byPayment;
    private readonly UndoTable<(string Tenant, long Number), PaymentId> order;
    private readonly UndoTable<string, long> counts;

    public PaymentsState()
    {
        payments = new(Undo);
        operations = new(Undo);
        pending = new(Undo);
        byPayment = new(Undo);
        order = new(Undo);
        counts = new(Undo);
    }

    /// <summary>Takes back changes.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>Payments of all tenants, in no promised order.</summary>
    public IEnumerable<Payment> Payments => payments.Values;

    /// <summary>Operations of all tenants, in no promised order.</summary>
    public IEnumerable<Operation> Operations => operations.Values;

    /// <summary>Operations that have begun and not ended: what whoever wakes the partition takes up.</summary>
    public IEnumerable<Operation> PendingOperations => pending.Keys.Select(operations.Get);

    /// <summary>Finds a payment; null when there is none.</summary>
    public Payment? FindPayment(string tenant, PaymentId id) => payments.TryGet((tenant, id), out var payment) ? payment : null;

    /// <summary>Finds an operation; null when there is none.</summary>
    public Operation? FindOperation(OperationKey key) => operations.TryGet(key, out var operation) ? operation : null;

    /// <summary>Gets the operations on a payment, oldest first.</summary>
    public IReadOnlyList<Operation> OperationsOf(string tenant, PaymentId id) =>
        [.. OperationKeysOf(tenant, id).Select(operations.Get)];

    /// <summary>Number of payments of a tenant.</summary>
    public long CountOf(string tenant) => counts.TryGet(tenant, out var count) ? count : 0;

    /// <summary>Gets a payment of a tenant by its place in the order of creation, from 0.</summary>
    public Payment PaymentAt(string tenant, long number) => payments.Get((tenant, order.Get((tenant, number))));

    /// <summary>Applies one event. Never refuses: what happened, happened.</summary>
    public void Apply(PaymentEvent happened, Moment time)
    {
        switch (happened)
        {
            case PaymentCreated created:
                Apply(created, time);
                break;
            case OperationBegun begun:
                Begin(begun.Terms, time);
                break;
            case OperationRefused refused:
                operations.Set(refused.Terms.Key, new Operation(refused.Terms, OperationState.Refused, "", refused.Reason, 0, null, time));
                break;
            case OperationConcluded concluded:
                Apply(concluded, time);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of payments.");
        }
    }

    private void Apply(PaymentCreated created, Moment time)
    {
        var terms = created.Terms;
        var payment = new Payment(terms, PaymentState.Processing, 0, 0, null, null, null, time, time, Version: 0);
        var count = CountOf(terms.Tenant);
        payments.Set((terms.Tenant, payment.Id), payment);
        order.Set((terms.Tenant, count), payment.Id);
        counts.Set(terms.Tenant, count + 1);
        var key = new OperationKey(terms.Tenant, OperationKind.Authorize, terms.RequestId);
        Begin(new OperationTerms(key, payment.Id, terms.AmountMinor, terms.AmountMinor, Final: false, WalletId: "", terms.Currency), time);
    }

    private void Begin(OperationTerms terms, Moment time)
    {
        operations.Set(terms.Key, new Operation(terms, OperationState.Pending, "", null, 0, null, time));
        pending.Set(terms.Key, value: true);
        if (FindPayment(terms.Key.Tenant, terms.PaymentId) is { } payment)
        {
            Change(payment with { Pending = terms.Key }, time);
            byPayment.Set((terms.Key.Tenant, payment.Id), OperationKeysOf(terms.Key.Tenant, payment.Id).Add(terms.Key));
        }
    }

    private ImmutableList<OperationKey> OperationKeysOf(string tenant, PaymentId id) =>
        byPayment.TryGet((tenant, id), out var keys) ? keys : [];

    private void Apply(OperationConcluded concluded, Moment time)
    {
        var operation = operations.Get(concluded.Key);
        var payment = FindPayment(concluded.Key.Tenant, operation.Terms.PaymentId);
        if (concluded.Outcome is Unknown unknown)
        {
            operations.Set(concluded.Key, operation with { UnknownAnswers = operation.UnknownAnswers + 1, AskAt = concluded.AskAt });
            if (payment is not null)
            {
                Change(payment with { Risk = unknown.Risk ?? payment.Risk }, time);
            }

            return;
        }

        var failure = (concluded.Outcome as Declined)?.Failure;
        var state = failure is null ? OperationState.Succeeded : OperationState.Failed;
        operations.Set(concluded.Key, operation with { State = state, FailureCode = failure?.Code ?? "", AskAt = null });
        pending.Remove(concluded.Key);
        if (payment is not null)
        {
            Change(PaymentTransitions.Conclude(payment, operation.Terms, concluded.Outcome) with { Pending = null }, time);
        }
    }

    private void Change(Payment payment, Moment time) =>
        payments.Set((payment.Terms.Tenant, payment.Id), payment with { UpdateTime = time, Version = payment.Version + 1 });
}
