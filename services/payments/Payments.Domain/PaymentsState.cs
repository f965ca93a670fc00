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
    private readonly UndoTable<string, TenantTotals> totals;

    public PaymentsState()
    {
        payments = new(Undo);
        operations = new(Undo);
        pending = new(Undo);
        byPayment = new(Undo);
        order = new(Undo);
        counts = new(Undo);
        totals = new(Undo);
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

    /// <summary>Gets what followed the authorization of a payment (captures, voids and refunds), oldest first.</summary>
    public IReadOnlyList<Operation> OperationsOf(string tenant, PaymentId id) =>
        [.. OperationKeysOf(tenant, id).Select(operations.Get)];

    /// <summary>Number of payments of a tenant.</summary>
    public long CountOf(string tenant) => counts.TryGet(tenant, out var count) ? count : 0;

    /// <summary>Gets a payment of a tenant by its place in the order of creation, from 0.</summary>
    public Payment PaymentAt(string tenant, long number) => payments.Get((tenant, order.Get((tenant, number))));

    /// <summary>Gets the sums of a tenant's payments; they are kept up with every event, so asking costs nothing.</summary>
    public TenantTotals TotalsOf(string tenant) => totals.TryGet(tenant, out var sums) ? sums : TenantTotals.None;

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
        var (tenant, id) = (terms.Tenant, terms.PaymentId);
        var key = new OperationKey(tenant, OperationKind.Authorize, terms.RequestId);
        var count = CountOf(tenant);
        order.Set((tenant, count), id);
        counts.Set(tenant, count + 1);
        Store(null, new Payment(
            terms, PaymentState.Processing, 0, 0, Failure: null, Risk: null, key, OutcomeUnknown: false, HoldPlaced: false, time, time,
            Version: 1));
        SetPending(new OperationTerms(
            key, id, terms.AmountMinor, terms.AmountMinor, Final: terms.CaptureMethod == CaptureMethod.Automatic, WalletId: "",
            terms.Currency), time);
    }

    private void Begin(OperationTerms terms, Moment time)
    {
        SetPending(terms, time);
        if (FindPayment(terms.Key.Tenant, terms.PaymentId) is { } payment)
        {
            Change(payment, payment with { Pending = terms.Key }, time);
            byPayment.Set((terms.Key.Tenant, payment.Id), OperationKeysOf(terms.Key.Tenant, payment.Id).Add(terms.Key));
        }
    }

    private void SetPending(OperationTerms terms, Moment time)
    {
        operations.Set(terms.Key, new Operation(terms, OperationState.Pending, "", null, 0, null, time));
        pending.Set(terms.Key, value: true);
    }

    private ImmutableList<OperationKey> OperationKeysOf(string tenant, PaymentId id) =>
        byPayment.TryGet((tenant, id), out var keys) ? keys : [];

    private void Apply(OperationConcluded concluded, Moment time)
    {
        var (tenant, _, _) = concluded.Terms.Key;
        var operation = operations.Get(concluded.Terms.Key);
        var payment = FindPayment(tenant, operation.Terms.PaymentId);
        if (concluded.Outcome is Unknown unknown)
        {
            operations.Set(
                concluded.Terms.Key, operation with { UnknownAnswers = operation.UnknownAnswers + 1, AskAt = concluded.AskAt });
            if (payment is not null)
            {
                Change(payment, payment with
                {
                    OutcomeUnknown = true,
                    HoldPlaced = payment.HoldPlaced || unknown.HoldPlaced,
                    Risk = unknown.Risk ?? payment.Risk,
                }, time);
            }

            return;
        }

        End(operation, (concluded.Outcome as Declined)?.Failure);
        if (payment is not null)
        {
            var after = PaymentTransitions.Conclude(payment, operation.Terms, concluded.Outcome);
            Change(payment, after with { Pending = null, OutcomeUnknown = false, HoldPlaced = false }, time);
        }
        else if (concluded.Outcome is Done)
        {
            totals.Set(tenant, TotalsOf(tenant).ToppedUp(operation.Terms));
        }
    }

    private void End(Operation operation, Failure? failure)
    {
        var state = failure is null ? OperationState.Succeeded : OperationState.Failed;
        operations.Set(operation.Terms.Key, operation with { State = state, FailureCode = failure?.Code ?? "", AskAt = null });
        pending.Remove(operation.Terms.Key);
    }

    private void Change(Payment before, Payment after, Moment time) =>
        Store(before, after with { UpdateTime = time, Version = before.Version + 1 });

    private void Store(Payment? before, Payment after)
    {
        payments.Set((after.Terms.Tenant, after.Id), after);
        totals.Set(after.Terms.Tenant, TotalsOf(after.Terms.Tenant).Changed(before, after));
    }
}
