using System.Collections.Concurrent;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service.Partition;

/// <summary>
/// Starts what follows a committed intent. Whatever a crash interrupted is taken up at the next activation; an operation whose outcome is
/// open is tried again when the partition's reminder fires.
/// </summary>
public sealed class OperationRunner(
    OperationRun run, OperationWaiters waiters, Lazy<IPartitionReminders> reminders, TimeProvider time, ILogger<OperationRunner> logger)
    : IPartitionObserver<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>
{
    private const string ReminderName = "resolve";

    /// <summary>When to look again at an operation that is due but still runs.</summary>
    private static readonly TimeSpan BusyRetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, ActivePartition> active = new();

    /// <inheritdoc/>
    public void Activated(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition, PaymentsState state, CancellationToken stopping)
    {
        var wake = new PartitionWake(partition.Number, ReminderName, reminders.Value, time, logger, stopping);
        var here = new ActivePartition(partition, wake, stopping);
        active[partition.Number] = here;
        foreach (var operation in state.PendingOperations.ToList())
        {
            Start(here, WithPayment(state, operation), isRepeat: true);
        }
    }

    /// <inheritdoc/>
    public void Committed(CommittedRecord<PaymentEvent> record)
    {
        var here = active[record.Partition];
        foreach (var happened in record.Events)
        {
            switch (happened)
            {
                case PaymentCreated created:
                    here.Begun.Enqueue(new OperationKey(created.Tenant, OperationKind.Authorize, created.Terms.RequestId));
                    break;
                case OperationBegun begun:
                    here.Begun.Enqueue(begun.Terms.Key);
                    break;
                case OperationConcluded concluded:
                    here.Running.TryRemove(concluded.Terms.Key, out _);
                    waiters.Complete(concluded.Terms.Key);
                    if (concluded.AskAt is { } askAt)
                    {
                        here.Wake.Wish(askAt);
                    }

                    break;
                case OperationRefused:
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of payments.");
            }
        }

        if (!here.Begun.IsEmpty)
        {
            _ = StartBegunAsync(here);
        }
    }

    /// <inheritdoc/>
    public async Task RemindedAsync(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition, string name, CancellationToken cancellationToken)
    {
        var here = active[partition.Number];
        here.Wake.Fired();
        var now = Moment.From(time.GetUtcNow());
        foreach (var pair in await OpenAsync(here, now, cancellationToken))
        {
            if (pair.Operation.AskAt > now)
            {
                here.Wake.Wish(pair.Operation.AskAt!.Value);
            }
            else if (!Start(here, pair, isRepeat: true))
            {
                // It is being tried again at this moment.
                here.Wake.Wish(now.Plus(BusyRetryAfter));
            }
        }
    }

    /// <summary>Gets the operations whose outcome is open. When the partition does not answer, the reminder is set again.</summary>
    private static async Task<List<(Operation Operation, Payment? Payment)>> OpenAsync(
        ActivePartition here, Moment now, CancellationToken cancellationToken)
    {
        try
        {
            return await here.Partition.ReadAsync(
                state => state.PendingOperations.Where(operation => operation.AskAt is not null)
                    .Select(operation => WithPayment(state, operation)).ToList(),
                ReadConsistency.Linearizable,
                cancellationToken);
        }
        catch
        {
            // The sidecar repeats a failed reminder three times only.
            here.Wake.Wish(now.Plus(BusyRetryAfter));
            throw;
        }
    }

    /// <summary>Starts everything that was begun since the last look at the state: one look serves a whole batch.</summary>
    private async Task StartBegunAsync(ActivePartition here)
    {
        var begun = new List<OperationKey>();
        while (here.Begun.TryDequeue(out var key))
        {
            begun.Add(key);
        }

        try
        {
            foreach (var pair in await LookUpAsync(here, begun))
            {
                Start(here, pair, isRepeat: false);
            }
        }
        catch (Exception failure) when (here.Stopping.IsCancellationRequested)
        {
            // Whoever wakes the partition next takes these operations up.
            Log.LeftForNextActivation(logger, here.Partition.Number, failure.Message);
            begun.ForEach(waiters.Abandon);
        }
    }

    // The intents are committed, so a queue that is full now is no reason to leave them: looked up until the partition answers or stops.
    private async Task<List<(Operation Operation, Payment? Payment)>> LookUpAsync(ActivePartition here, List<OperationKey> begun)
    {
        while (true)
        {
            try
            {
                return await here.Partition.ReadAsync(
                    state => begun.ConvertAll(key => WithPayment(state, state.FindOperation(key)!)), ReadConsistency.Local, here.Stopping);
            }
            catch (ServiceUnavailableException trouble) when (!here.Stopping.IsCancellationRequested)
            {
                await Task.Delay(trouble.RetryAfter, time, here.Stopping);
            }
        }
    }

    private static (Operation Operation, Payment? Payment) WithPayment(PaymentsState state, Operation operation) =>
        (operation, state.FindPayment(operation.Terms.Key.Tenant, operation.Terms.PaymentId));

    /// <summary>Starts a chain; false when it runs here already.</summary>
    private bool Start(ActivePartition here, (Operation Operation, Payment? Payment) pair, bool isRepeat)
    {
        var key = pair.Operation.Terms.Key;
        if (pair.Operation.State != OperationState.Pending)
        {
            return true;
        }

        if (!here.Running.TryAdd(key, 0))
        {
            return false;
        }

        _ = Task.Run(() => run.RunAsync(here, pair.Operation, pair.Payment, isRepeat), CancellationToken.None);
        return true;
    }
}
