using Mesh.Journal;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Partition;

/// <summary>Tells several observers what one is told, in their order.</summary>
public sealed class PartitionObservers(
    IReadOnlyList<IPartitionObserver<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>> observers)
    : IPartitionObserver<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>
{
    /// <inheritdoc/>
    public void Activated(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition, PaymentsState state, CancellationToken stopping)
    {
        foreach (var observer in observers)
        {
            observer.Activated(partition, state, stopping);
        }
    }

    /// <inheritdoc/>
    public void Committed(CommittedRecord<PaymentEvent> record)
    {
        foreach (var observer in observers)
        {
            observer.Committed(record);
        }
    }

    /// <inheritdoc/>
    public async Task RemindedAsync(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition, string name, CancellationToken cancellationToken)
    {
        foreach (var observer in observers)
        {
            await observer.RemindedAsync(partition, name, cancellationToken);
        }
    }
}
