using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Actors.Reminders;

/// <summary>
/// Fires reminders when they are due, one firing of a reminder at a time. One whose type has no host waits for one. A firing that was cut
/// off by the end of the process comes again: handlers have to be idempotent, as with Dapr.
/// </summary>
internal sealed class ReminderScheduler : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(5);

    private readonly ReminderStore _store;
    private readonly Placement _placement;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ReminderCall _call;
    private readonly ConcurrentDictionary<ReminderKey, ScheduledReminder> _reminders = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _changing = new(initialCount: 1);

    private ReminderScheduler(ReminderStore store, Placement placement, TimeProvider time, ILogger<ReminderScheduler> logger)
    {
        _store = store;
        _placement = placement;
        _time = time;
        _logger = logger;
        _call = new ReminderCall(placement, time, logger);
        placement.Changed += HostsChanged;
    }

    /// <summary>Loads what is stored and begins to fire.</summary>
    public static async Task<ReminderScheduler> StartAsync(
        ReminderStore store, Placement placement, TimeProvider time, ILogger<ReminderScheduler> logger)
    {
        var scheduler = new ReminderScheduler(store, placement, time, logger);
        foreach (var reminder in await store.OpenAsync())
        {
            scheduler.Schedule(reminder);
        }

        return scheduler;
    }

    /// <summary>Stores a reminder; when the task ends it outlives this process.</summary>
    /// <param name="reminder">The reminder.</param>
    /// <param name="overwrites">False to leave one of the same name in place.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when there is one and it was left in place.</returns>
    public async Task<bool> RegisterAsync(Reminder reminder, bool overwrites, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!overwrites && _reminders.ContainsKey(reminder.Key))
            {
                return false;
            }

            await _store.SaveAsync(reminder);
            Schedule(reminder);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Removes a reminder; an absent one is no error.</summary>
    public async Task UnregisterAsync(ReminderKey key, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_reminders.TryGetValue(key, out var scheduled))
            {
                await RemoveAsync(scheduled);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Gives a reminder; null when absent.</summary>
    public Reminder? Find(ReminderKey key) => _reminders.GetValueOrDefault(key)?.Reminder;

    /// <summary>Gives the reminders of a type, or of one actor, by actor and name.</summary>
    public IEnumerable<Reminder> List(string type, string? id) => _reminders.Values
        .Select(scheduled => scheduled.Reminder)
        .Where(reminder => reminder.Key.Actor.Type == type && (id is null || reminder.Key.Actor.Id == id))
        .OrderBy(reminder => reminder.Key.Actor.Id, StringComparer.Ordinal)
        .ThenBy(reminder => reminder.Key.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _placement.Changed -= HostsChanged;
        await _stopping.CancelAsync();
        foreach (var scheduled in _reminders.Values)
        {
            scheduled.Dispose();
        }

        // A firing may be storing its result.
        await _changing.WaitAsync();
        _changing.Release();
    }

    private void Schedule(Reminder reminder)
    {
        var scheduled = new ScheduledReminder(reminder, _time, Begin);
        if (_reminders.TryGetValue(reminder.Key, out var former))
        {
            former.Dispose();
        }

        _reminders[reminder.Key] = scheduled;
        scheduled.Start();
    }

    private void HostsChanged()
    {
        foreach (var scheduled in _reminders.Values.Where(scheduled => scheduled.TryTake()))
        {
            scheduled.Start();
        }
    }

    private void Begin(ScheduledReminder scheduled)
    {
        // Said before it is looked for: of a host that comes meanwhile, one of the two hears.
        scheduled.WaitForHost();
        if (_placement.Find(scheduled.Reminder.Key.Actor) is not null && scheduled.TryTake())
        {
            _ = Task.Run(() => FireAsync(scheduled));
        }
    }

    private async Task FireAsync(ScheduledReminder scheduled)
    {
        try
        {
            if (!(scheduled.Reminder.ExpiresAt <= _time.GetUtcNow())
                && !await _call.FireAsync(scheduled.Reminder, () => IsRegistered(scheduled), _stopping.Token))
            {
                // The host went away: the next one gets it.
                Begin(scheduled);
                return;
            }

            await AdvanceAsync(scheduled);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It stays stored as it was and fires after the next start.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A disk that is full, for example. What was not stored fires again.
            Log.ReminderTroubled(_logger, failure, scheduled.Reminder.Key.Name, scheduled.Reminder.Key.Actor.ToString());
            scheduled.Start(PauseAfterTrouble);
        }
    }

    private bool IsRegistered(ScheduledReminder scheduled) => _reminders.GetValueOrDefault(scheduled.Reminder.Key) == scheduled;

    /// <summary>From the file first: what could not be removed there must not seem to be gone.</summary>
    private async Task RemoveAsync(ScheduledReminder scheduled)
    {
        await _store.DeleteAsync(scheduled.Reminder.Key);
        _reminders.TryRemove(scheduled.Reminder.Key, out _);
        scheduled.Dispose();
    }

    /// <summary>Stores what comes next, unless it was registered anew or removed meanwhile.</summary>
    private async Task AdvanceAsync(ScheduledReminder scheduled)
    {
        await _changing.WaitAsync(_stopping.Token);
        try
        {
            if (!IsRegistered(scheduled))
            {
                return;
            }

            if (scheduled.Reminder.After(_time.GetUtcNow()) is { } next)
            {
                await _store.SaveAsync(next);
                Schedule(next);
            }
            else
            {
                await RemoveAsync(scheduled);
            }
        }
        finally
        {
            _changing.Release();
        }
    }
}
