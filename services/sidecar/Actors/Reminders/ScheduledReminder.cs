namespace Mesh.Sidecar.Actors.Reminders;

/// <summary>A reminder and the timer until it is due.</summary>
internal sealed class ScheduledReminder : IDisposable
{
    /// <summary>A timer can wait about 49 days; longer waits are made of several.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly Action<ScheduledReminder> _due;
    private readonly ITimer _timer;
    private int _isWaitingForHost;

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

    /// <summary>It is due; whoever finds a host takes it.</summary>
    public void WaitForHost() => Volatile.Write(ref _isWaitingForHost, 1);

    /// <summary>Takes it from those that wait for a host; true for one caller only.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isWaitingForHost, 0) == 1;

    /// <summary>Lets the timer run until the reminder is due.</summary>
    public void Start() => Start(Reminder.Due - _time.GetUtcNow());

    /// <summary>Lets the timer run for a while, and looks then whether the reminder is due.</summary>
    public void Start(TimeSpan wait) =>
        _timer.Change(wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < WaitMax ? wait : WaitMax, Timeout.InfiniteTimeSpan);

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
