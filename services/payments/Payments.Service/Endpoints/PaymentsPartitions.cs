using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Partition;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>
/// Hands commands and questions to the partition of a tenant, waits for what they began, and turns trouble into payments' errors.
/// </summary>
public sealed class PaymentsPartitions(
    IPartitionSet<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partitions, OperationWaiters waiters)
{
    /// <summary>Begins an operation and waits until it has ended or its outcome is open. A repeat joins the first.</summary>
    /// <exception cref="Mesh.Host.Errors.ServiceException">The operation is refused, or the partition is in trouble.</exception>
    public async Task<Accepted> RunAsync(PaymentCommand command, OperationKey key, CancellationToken cancellationToken)
    {
        try
        {
            using var waiter = waiters.Register(key);
            var partition = await partitions.ForTenantAsync(command.Tenant, cancellationToken);
            var accepted = await SubmitAsync(partition, command, cancellationToken) switch
            {
                Accepted begun => begun,
                Rejected rejected => throw PaymentsErrors.Of(rejected).AsException(),
                var other => throw new System.Diagnostics.UnreachableException($"{other.GetType().Name} does not answer an operation."),
            };
            return accepted.Operation.HasOutcome ? accepted : await OutcomeAsync(partition, waiter, key, accepted, cancellationToken);
        }
        catch (ServiceUnavailableException reason)
        {
            throw PaymentsErrors.Unavailable(reason).AsException();
        }
    }

    // That there is no such payment is not written down, so nothing has made sure yet that this activation is not behind another one.
    private static async Task<PaymentResult> SubmitAsync(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition,
        PaymentCommand command,
        CancellationToken cancellationToken)
    {
        var result = await partition.SubmitAsync(command, cancellationToken);
        if (result is not Rejected { Reason: PaymentRejection.PaymentNotFound })
        {
            return result;
        }

        await partition.ReadAsync(static _ => true, ReadConsistency.Linearizable, cancellationToken);
        return await partition.SubmitAsync(command, cancellationToken);
    }

    private static async Task<Accepted> OutcomeAsync(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition,
        OperationWaiters.Waiter waiter,
        OperationKey key,
        Accepted begun,
        CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Outcome.WaitAsync(cancellationToken);
            return await partition.ReadAsync(state => Now(state, key, begun.Replayed), ReadConsistency.Local, cancellationToken);
        }
        catch (ServiceUnavailableException)
        {
            // The operation goes on, or has ended: whoever cannot be told how must not take it for not done.
            throw PaymentsErrors.OutcomeUnknown().AsException();
        }
    }

    /// <summary>Asks a question of committed state, linearizably.</summary>
    public async Task<TView> ReadAsync<TView>(string tenant, Func<PaymentsState, TView> query, CancellationToken cancellationToken)
    {
        try
        {
            var partition = await partitions.ForTenantAsync(tenant, cancellationToken);
            return await partition.ReadAsync(query, ReadConsistency.Linearizable, cancellationToken);
        }
        catch (ServiceUnavailableException reason)
        {
            throw PaymentsErrors.Unavailable(reason).AsException();
        }
    }

    /// <summary>Reads records of the partition of a tenant.</summary>
    public async Task<IReadOnlyList<CommittedRecord<PaymentEvent>>> ReadRecordsAsync(
        string tenant, ulong fromSequence, int recordCountMax, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            var partition = await partitions.ForTenantAsync(tenant, cancellationToken);
            return await partition.ReadRecordsAsync(fromSequence, recordCountMax, wait, cancellationToken);
        }
        catch (ServiceUnavailableException reason)
        {
            throw PaymentsErrors.Unavailable(reason).AsException();
        }
    }

    private static Accepted Now(PaymentsState state, OperationKey key, bool replayed)
    {
        var operation = state.FindOperation(key)!;
        return new Accepted(operation, state.FindPayment(key.Tenant, operation.Terms.PaymentId), replayed);
    }
}
