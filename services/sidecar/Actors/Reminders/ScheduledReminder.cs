namespace Mesh.Sidecar.Actors.Reminders;

/// <summary>A reminder and the timer until it is due.</summary>
internal sealed class ScheduledReminder : IDisposable
{
    /// <summary>A timer can wait about 49 days; longer waits are made of several.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly Action<ScheduledReminder> _due;
    private readonly ITimer _timer;

    /// <summary>Prepares it; the timer does not run yet.</summary>
    public ScheduledReminder(Reminder reminder, TimeProvider time, Action<ScheduledReminder> due)
    {
        Reminder = reminder;
        _time = time;
        _due = due;
        _timer = time.CreateTimer(_ => Tick(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The reminder.</summary>
    public Reminder Reminder { get; }

    /// <summary>True when it is due and its type has no host.</summary>
    public bool IsWaitingForHost { get; set; }

    /// <summary>Lets the timer run until the reminder is due.</summary>
    public void Start()
    {
        var left = Reminder.Due - _time.GetUtcNow();
        _timer.Change(left <= TimeSpan.Zero ? TimeSpan.Zero : left < WaitMax ? left : WaitMax, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        if (Reminder.Due <= _time.GetUtcNow())
        {
            _due(this);
        }
        else
        {
            Start();
        }
    }
}
