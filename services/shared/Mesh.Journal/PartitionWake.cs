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

    /// <summary>A reminder that is later than this is lost: its sidecar's store may be.</summary>
    private static readonly TimeSpan LateMax = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private Moment? wished;
    private Moment? registered;
    private Moment expected;
    private bool isRegistering;

    /// <summary>Asks to be woken at a time, or soon after.</summary>
    public void Wish(Moment at)
    {
        lock (gate)
        {
            var now = Moment.From(time.GetUtcNow());
            if (wished is not null && expected.Plus(LateMax) < now)
            {
                // What it was for is still open: not a moment later.
                (wished, registered, at) = (null, null, now);
            }

            if (wished <= at)
            {
                return;
            }

            wished = at;
            expected = at < now ? now : at;
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
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Whoever wakes the partition next takes up everything that is open, reminder or not.
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Log.ReminderNotRegistered(logger, failure, partition);
                await Task.Delay(RetryAfter, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
