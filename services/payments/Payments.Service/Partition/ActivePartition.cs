using System.Collections.Concurrent;
using Mesh.Journal;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Partition;

/// <summary>What the runner knows of a partition between its activation and its end here.</summary>
internal sealed class ActivePartition(
    IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition, PartitionWake wake, CancellationToken stopping)
{
    public IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> Partition => partition;

    public PartitionWake Wake => wake;

    public CancellationToken Stopping => stopping;

    /// <summary>Operations that are committed and not started yet.</summary>
    public ConcurrentQueue<OperationKey> Begun { get; } = new();

    /// <summary>
    /// Operations whose chain runs here now, until an outcome is committed: a second run would be harmless, but useless.
    /// </summary>
    public ConcurrentDictionary<OperationKey, byte> Running { get; } = new();
}
