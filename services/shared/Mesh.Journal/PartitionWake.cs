using Mesh.Kernel;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal;

/// <summary>
/// One reminder of a partition, for many wishes: it fires at the earliest of all, so that a later wish never pushes an earlier one away. A
/// wish that could not be registered is tried again until it is, or until the partition stops. Safe for use by all threads.
/// </summary>
public sealed class PartitionWake(
    int partition, string name, IPartitionReminders reminders, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private Moment? wished;
    private Moment? registered;
    private bool isRegistering;

    /// <summary>Asks to be woken at a time, or soon after.</summary>
    public void Wish(Moment at)
    {
        lock (gate)
        {
            if (wished <= at)
            {
                return;
            }

            wished = at;
            if (isRegistering)
            {
                return;
            }

            isRegistering = true;
        }

        _ = RegisterAsync();
    }

    /// <summary>The reminder has fired: no wish is left.</summary>
    public void Fired()
    {
        lock (gate)
        {
            wished = null;
            registered = null;
        }
    }

    private async Task RegisterAsync()
    {
        while (NextWish() is { } at && !stopping.IsCancellationRequested)
        {
            try
            {
                var dueIn = at.ToDateTimeOffset() - time.GetUtcNow();
                await reminders.RegisterAsync(
                    partition, name, dueIn > TimeSpan.Zero ? dueIn : TimeSpan.Zero, period: null, stopping);
                Registered(at);
            }
            catch (ServiceUnavailableException failure)
            {
                Log.ReminderNotRegistered(logger, failure, partition);
                await Task.Delay(RetryAfter, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Whoever wakes the partition next takes up everything that is open, reminder or not.
                return;
            }
        }
    }

    private Moment? NextWish()
    {
        lock (gate)
        {
            isRegistering = wished is not null && wished != registered;
            return isRegistering ? wished : null;
        }
    }

    // A reminder that has fired meanwhile is no longer registered for anything.
    private void Registered(Moment at)
    {
        lock (gate)
        {
            registered = wished is null ? null : at;
        }
    }
}
