using Mesh.Kernel;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Chain;

namespace Mesh.Payments.Service.Partition;

/// <summary>Runs one operation's chain and commits how it ended.</summary>
public sealed class OperationRun(PaymentChain chain, OperationWaiters waiters, TimeProvider time, ILogger<OperationRun> logger)
{
    /// <summary>
    /// Runs an operation. Never throws: what cannot be finished here is left open, for the schedule or for the next activation.
    /// </summary>
    internal async Task RunAsync(ActivePartition here, Operation operation, Payment? payment, bool isRepeat)
    {
        var key = operation.Terms.Key;
        using var span = PaymentsActivity.BeginOperation($"{key.Kind}", waiters.TraceOf(key));
        try
        {
            var outcome = await OutcomeAsync(here, operation, payment, isRepeat);
            await ConcludeAsync(here, new Conclude(key, outcome));
        }
        catch (Exception failure) when (here.Stopping.IsCancellationRequested)
        {
            Log.LeftForNextActivation(logger, here.Partition.Number, failure.Message);
            waiters.Abandon(key);
        }
        catch (Exception failure)
        {
            // A bug: the partition takes no end of this operation. The next activation tries again, or the reminder if one is set.
            Log.OperationFailed(logger, failure, key.Kind, key.RequestId.ToString());
            here.Running.TryRemove(key, out _);
            waiters.Abandon(key);
        }
    }

    private async Task<OperationOutcome> OutcomeAsync(ActivePartition here, Operation operation, Payment? payment, bool isRepeat)
    {
        try
        {
            return await chain.RunAsync(operation, payment, isRepeat, here.Stopping);
        }
        catch (Exception failure) when (!here.Stopping.IsCancellationRequested)
        {
            // A bug, here or at a peer. The outcome is open: what is held stays held, and the same chain is run again on schedule.
            Log.OperationFailed(logger, failure, operation.Terms.Key.Kind, operation.Terms.Key.RequestId.ToString());
            return new Unknown(Risk: null, HoldPlaced: false);
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
}
