using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Actors.Reminders;

/// <summary>One firing of a reminder, with the tries that its failure policy grants.</summary>
internal sealed class ReminderCall(Placement placement, TimeProvider time, ILogger logger)
{
    private const int RetryCountDefault = 3;

    private static readonly TimeSpan RetryIntervalDefault = TimeSpan.FromSeconds(1);

    /// <summary>Fires.</summary>
    /// <param name="reminder">The reminder.</param>
    /// <param name="isRegistered">False once it was removed or registered anew: then it is not tried again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the actor's host went away; true when it was called, whatever came of it.</returns>
    public async Task<bool> FireAsync(Reminder reminder, Func<bool> isRegistered, CancellationToken cancellationToken)
    {
        var (retries, interval) = Policy(reminder.FailurePolicy);
        for (var tried = 0; ; tried++)
        {
            var failure = await TryAsync(reminder, cancellationToken);
            if (failure is null)
            {
                return true;
            }

            if (placement.Find(reminder.Key.Actor) is null)
            {
                return false;
            }

            Log.ReminderFailed(logger, reminder.Key.Name, reminder.Key.Actor.ToString(), failure);
            if (tried >= retries)
            {
                return true;
            }

            await Task.Delay(interval, time, cancellationToken);
            if (!isRegistered())
            {
                return true;
            }
        }
    }

    /// <summary>Calls the actor once; null when it handled the reminder, otherwise why not.</summary>
    private async Task<string?> TryAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        var actor = reminder.Key.Actor;
        if (placement.Find(actor) is not { } host)
        {
            return "its type has no host";
        }

        try
        {
            await placement.Departure(actor).WaitAsync(cancellationToken);
            var answer = await host.CallAsync(
                actor, id => ActorMessages.Remind(id, actor, reminder.Key.Name, reminder.Data), cancellationToken);
            if (answer is null)
            {
                return "it is moving to another host";
            }

            host.Metrics.ReminderFired(actor.Type, isSuccess: answer.RequestFailed is null);
            return answer.RequestFailed?.Message;
        }
        catch (RpcException exception)
        {
            return exception.Status.Detail;
        }
    }

    private static (uint Retries, TimeSpan Interval) Policy(JobFailurePolicy? policy) => policy?.PolicyCase switch
    {
        JobFailurePolicy.PolicyOneofCase.Drop => (0, TimeSpan.Zero),
        JobFailurePolicy.PolicyOneofCase.Constant => (
            policy.Constant.HasMaxRetries ? policy.Constant.MaxRetries : uint.MaxValue,
            policy.Constant.Interval?.ToTimeSpan() ?? RetryIntervalDefault),
        _ => (RetryCountDefault, RetryIntervalDefault),
    };
}
