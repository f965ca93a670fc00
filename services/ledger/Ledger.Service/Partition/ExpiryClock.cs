using System.Collections.Concurrent;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// Sees to it that a hold is given back soon after its time although nobody asks for anything. Exactness does not depend on it: every
/// decision first gives back what has expired.
/// </summary>
public sealed class ExpiryClock(Lazy<IPartitionReminders> reminders, TimeProvider time, ILogger<ExpiryClock> logger)
    : IPartitionObserver<LedgerState, LedgerCommand, LedgerResult, LedgerEvent>
{
    private const string ReminderName = "expire";
    private readonly ConcurrentDictionary<int, PartitionWake> wakes = new();

    /// <inheritdoc/>
    public void Activated(
        IPartition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partition, LedgerState state, CancellationToken stopping)
    {
        var wake = new PartitionWake(partition.Number, ReminderName, reminders.Value, time, logger, stopping);
        wakes[partition.Number] = wake;
        if (state.NextExpiry is { } next)
        {
            wake.Wish(next.Time);
        }
    }

    /// <inheritdoc/>
    public void Committed(CommittedRecord<LedgerEvent> record)
    {
        for (var index = 0; index < record.Events.Count; index++)
        {
            if (record.Events[index] is TransferApplied { Terms: { Kind: TransferKind.Pending, TimeoutSeconds: > 0 } terms })
            {
                wakes[record.Partition].Wish(record.Time.PlusNanos(index).Plus(TimeSpan.FromSeconds(terms.TimeoutSeconds)));
            }
        }
    }

    /// <inheritdoc/>
    public async Task RemindedAsync(
        IPartition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partition, string name, CancellationToken cancellationToken)
    {
        var wake = wakes[partition.Number];
        wake.Fired();
        try
        {
            while (await NextAsync(partition, cancellationToken) is { } next)
            {
                if (next > Moment.From(time.GetUtcNow()))
                {
                    wake.Wish(next);
                    return;
                }
            }
        }
        catch
        {
            // The sidecar repeats a failed reminder three times only.
            wake.Wish(Moment.From(time.GetUtcNow()).Plus(JournalLimits.RetryAfter));
            throw;
        }
    }

    private static async Task<Moment?> NextAsync(
        IPartition<LedgerState, LedgerCommand, LedgerResult, LedgerEvent> partition, CancellationToken cancellationToken) =>
        ((ExpiryResult)await partition.SubmitAsync(new ExpireHolds(), cancellationToken)).NextExpiry;
}
