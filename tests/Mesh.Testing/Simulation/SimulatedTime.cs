namespace Mesh.Testing.Simulation;

/// <summary>A clock that stands still until the simulation has nothing else to do, and then jumps to the next timer.</summary>
public sealed class SimulatedTime : TimeProvider
{
    private readonly PriorityQueue<Timer, (long Due, long Number)> timers = new();
    private readonly Action<Action> run;
    private long now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private long timerCount;

    internal SimulatedTime(Action<Action> run) => this.run = run;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next timer and lets it fire; false when there is none.</summary>
    internal bool Jump()
    {
        while (timers.TryDequeue(out var timer, out var when))
        {
            if (timer.IsDue(when.Number))
            {
                now = Math.Max(now, when.Due);
                run(timer.Fire);
                return true;
            }
        }

        return false;
    }

    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private long number;
        private TimeSpan repeat;

        public bool IsDue(long scheduled) => number == scheduled;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            number = ++time.timerCount;
            repeat = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time.timers.Enqueue(this, (time.now + dueTime.Ticks, number));
            }

            return true;
        }

        public void Fire()
        {
            callback(state);
            if (repeat > TimeSpan.Zero)
            {
                Change(repeat, repeat);
            }
        }

        public void Dispose() => number = 0;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
