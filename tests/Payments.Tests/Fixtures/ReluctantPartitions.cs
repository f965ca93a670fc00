using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using PaymentsPartition = Mesh.Journal.IPartition<
    Mesh.Payments.Domain.PaymentsState,
    Mesh.Payments.Domain.PaymentCommand,
    Mesh.Payments.Domain.PaymentResult,
    Mesh.Payments.Domain.PaymentEvent>;

namespace Mesh.Payments.Tests.Fixtures;

/// <summary>How many of the next reads are refused, as by a queue that is full.</summary>
internal sealed class Refusals
{
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);
    private readonly TaskCompletionSource used = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left;

    /// <summary>Completes once the last of them has been refused.</summary>
    public Task UsedAsync => used.Task;

    public void Refuse(int count) => Volatile.Write(ref left, count);

    public void ThrowIfAny()
    {
        var rest = Interlocked.Decrement(ref left);
        if (rest < 0)
        {
            Volatile.Write(ref left, 0);
            return;
        }

        if (rest == 0)
        {
            used.TrySetResult();
        }

        throw new ServiceUnavailableException("as much waiting as is admitted", outcomeUnknown: false, RetryAfter);
    }
}

/// <summary>A partition that refuses reads when the test says so.</summary>
internal sealed class ReluctantPartition(PaymentsPartition inner, Refusals refusals) : PaymentsPartition
{
    public int Number => inner.Number;

    public ulong HeadSequence => inner.HeadSequence;

    public Task<PaymentResult> SubmitAsync(PaymentCommand command, CancellationToken cancellationToken) =>
        inner.SubmitAsync(command, cancellationToken);

    public Task<TView> ReadAsync<TView>(
        Func<PaymentsState, TView> query, ReadConsistency consistency, CancellationToken cancellationToken)
    {
        refusals.ThrowIfAny();
        return inner.ReadAsync(query, consistency, cancellationToken);
    }

    public Task<IReadOnlyList<CommittedRecord<PaymentEvent>>> ReadRecordsAsync(
        ulong fromSequence, int recordCountMax, TimeSpan wait, CancellationToken cancellationToken) =>
        inner.ReadRecordsAsync(fromSequence, recordCountMax, wait, cancellationToken);

    public Task<IReadOnlyList<PastEvent<PaymentEvent>>> FindPastAsync(
        IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken) => inner.FindPastAsync(keys, cancellationToken);

    public Task<PastPage<PaymentEvent>> ListPastAsync(UInt128 key, PastRange range, CancellationToken cancellationToken) =>
        inner.ListPastAsync(key, range, cancellationToken);

    public Task<JournalPlace> FindPlaceBeforeAsync(Moment time, CancellationToken cancellationToken) =>
        inner.FindPlaceBeforeAsync(time, cancellationToken);
}

/// <summary>Shows partitions to callers through <see cref="ReluctantPartition"/>.</summary>
internal sealed class ReluctantPartitionSet(
    IPartitionSet<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> inner, Refusals refusals)
    : IPartitionSet<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>
{
    public int Count => inner.Count;

    public async ValueTask<PaymentsPartition> ForTenantAsync(string tenant, CancellationToken cancellationToken) =>
        new ReluctantPartition(await inner.ForTenantAsync(tenant, cancellationToken), refusals);

    public async ValueTask<PaymentsPartition> GetAsync(int number, CancellationToken cancellationToken) =>
        new ReluctantPartition(await inner.GetAsync(number, cancellationToken), refusals);
}

/// <summary>Shows a partition to its observer through <see cref="ReluctantPartition"/>.</summary>
internal sealed class ReluctantObserver(
    IPartitionObserver<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> inner, Refusals refusals)
    : IPartitionObserver<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>
{
    public void Activated(PaymentsPartition partition, PaymentsState state, CancellationToken stopping) =>
        inner.Activated(new ReluctantPartition(partition, refusals), state, stopping);

    public void Committed(CommittedRecord<PaymentEvent> record) => inner.Committed(record);

    public Task RemindedAsync(PaymentsPartition partition, string name, CancellationToken cancellationToken) =>
        inner.RemindedAsync(partition, name, cancellationToken);
}
