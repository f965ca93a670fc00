using System.Collections.Concurrent;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Chain;

namespace Mesh.Payments.Service.Partition;

/// <summary>
/// Runs what follows a committed intent, and commits how it ended. Whatever a crash interrupted is taken up at the next activation; an open
/// answer of the acquirer is asked for again when a reminder wakes the partition.
/// </summary>
public sealed class OperationRunner(
    PaymentChain chain, OperationWaiters waiters, Lazy<IPartitionReminders> reminders, TimeProvider time, ILogger<OperationRunner> logger)
    : IPartitionObserver<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent>
{
    private const string ResolveReminder = "resolve";
    private readonly ConcurrentDictionary<int, ActivePartition> active = new();

    /// <inheritdoc/>
    public void Activated(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition, PaymentsState state, CancellationToken stopping)
    {
        var here = new ActivePartition(partition, stopping);
        active[partition.Number] = here;
        foreach (var operation in state.PendingOperations.ToList())
        {
            Start(here, operation, state.FindPayment(operation.Terms.Key.Tenant, operation.Terms.PaymentId), isRepeat: true);
        }
    }

    /// <inheritdoc/>
    public void Committed(CommittedRecord<PaymentEvent> record)
    {
        var here = active[record.Partition];
        for (var index = 0; index < record.Events.Count; index++)
        {
            switch (record.Events[index])
            {
                case PaymentCreated or OperationBegun:
                    here.Begun.Enqueue(KeyOf(record.Events[index]));
                    break;
                case OperationConcluded { AskAt: { } askAt } open:
                    waiters.Complete(open.Key);
                    _ = RemindAsync(here, askAt);
                    break;
                case OperationConcluded concluded:
                    waiters.Complete(concluded.Key);
                    break;
                default:
                    break;
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
        var now = Moment.From(time.GetUtcNow());
        here.Wake.Fired();
        var due = await partition.ReadAsync(
            state => state.PendingOperations
                .Where(operation => operation.AskAt <= now)
                .Select(operation => (operation, state.FindPayment(operation.Terms.Key.Tenant, operation.Terms.PaymentId))).ToList(),
            ReadConsistency.Linearizable,
            cancellationToken);
        foreach (var (operation, payment) in due)
        {
            Start(here, operation, payment, isRepeat: true);
        }

        await RemindOfNextAsync(here, now, cancellationToken);
    }

    private static OperationKey KeyOf(PaymentEvent happened) => happened switch
    {
        PaymentCreated created => new OperationKey(created.Tenant, OperationKind.Authorize, created.Terms.RequestId),
        OperationBegun begun => begun.Terms.Key,
        _ => throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} begins nothing."),
    };

    /// <summary>Starts everything that was begun since the last look at the state: one look serves a whole batch.</summary>
    private async Task StartBegunAsync(ActivePartition here)
    {
        try
        {
            var begun = new List<OperationKey>();
            while (here.Begun.TryDequeue(out var key))
            {
                begun.Add(key);
            }

            var found = await here.Partition.ReadAsync(
                state => begun.ConvertAll(key => WithPayment(state, state.FindOperation(key)!)),
                ReadConsistency.Local,
                here.Stopping);
            foreach (var (operation, payment) in found)
            {
                Start(here, operation, payment, isRepeat: false);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ServiceUnavailableException)
        {
            // The partition is stopping: whoever wakes it next takes these operations up.
            Log.LeftForNextActivation(logger, here.Partition.Number, failure.Message);
        }
    }

    private static (Operation Operation, Payment? Payment) WithPayment(PaymentsState state, Operation operation) =>
        (operation, state.FindPayment(operation.Terms.Key.Tenant, operation.Terms.PaymentId));

    private void Start(ActivePartition here, Operation operation, Payment? payment, bool isRepeat)
    {
        if (operation.State == OperationState.Pending && here.Running.TryAdd(operation.Terms.Key, 0))
        {
            _ = RunAsync(here, operation, payment, isRepeat);
        }
    }

    private async Task RunAsync(ActivePartition here, Operation operation, Payment? payment, bool isRepeat)
    {
        try
        {
            await Task.Yield();
            var outcome = await chain.RunAsync(operation, payment, isRepeat, here.Stopping);
            await ConcludeAsync(here, new Conclude(operation.Terms.Key, outcome));
        }
        catch (OperationCanceledException) when (here.Stopping.IsCancellationRequested)
        {
            Log.LeftForNextActivation(logger, here.Partition.Number, "stopping");
        }
        catch (Exception failure)
        {
            // A bug, here or at a peer. The outcome is open: the hold stays, and the same chain is run again on the published schedule.
            Log.OperationFailed(logger, failure, operation.Terms.Key.Kind, operation.Terms.Key.RequestId.ToString());
            await ConcludeAsync(here, new Conclude(operation.Terms.Key, new Unknown(Risk: null)));
        }
        finally
        {
            here.Running.TryRemove(operation.Terms.Key, out _);
        }
    }

    // An outcome that was found must be committed: tried until the partition takes it or stops. A second commit of the same end changes
    // nothing.
    private async Task ConcludeAsync(ActivePartition here, Conclude conclude)
    {
        while (true)
        {
            try
            {
                await here.Partition.SubmitAsync(conclude, here.Stopping);
                return;
            }
            catch (ServiceUnavailableException trouble)
            {
                await Task.Delay(trouble.RetryAfter, time, here.Stopping);
            }
        }
    }

    private async Task RemindOfNextAsync(ActivePartition here, Moment now, CancellationToken cancellationToken)
    {
        var next = await here.Partition.ReadAsync(
            state => state.PendingOperations.Select(operation => operation.AskAt).Where(askAt => askAt > now).Min(),
            ReadConsistency.Local, cancellationToken);
        if (next is { } askAt)
        {
            await RemindAsync(here, askAt);
        }
    }

    private async Task RemindAsync(ActivePartition here, Moment askAt)
    {
        if (!here.Wake.IsEarlier(askAt))
        {
            return;
        }

        try
        {
            var dueIn = askAt.ToDateTimeOffset() - time.GetUtcNow();
            await reminders.Value.RegisterAsync(
                here.Partition.Number, ResolveReminder, dueIn > TimeSpan.Zero ? dueIn : TimeSpan.Zero, period: null, here.Stopping);
        }
        catch (Exception failure) when (failure is ServiceUnavailableException or OperationCanceledException)
        {
            // Without a reminder the operation is still taken up at the next activation; the log says that it may take until then.
            here.Wake.Fired();
            Log.ReminderNotRegistered(logger, here.Partition.Number, failure.Message);
        }
    }

    private sealed class ActivePartition(
        IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> partition, CancellationToken stopping)
    {
        public IPartition<PaymentsState, PaymentCommand, PaymentResult, PaymentEvent> Partition => partition;

        public CancellationToken Stopping => stopping;

        public ConcurrentQueue<OperationKey> Begun { get; } = new();

        public ConcurrentDictionary<OperationKey, byte> Running { get; } = new();

        public NextWake Wake { get; } = new();
    }
}
