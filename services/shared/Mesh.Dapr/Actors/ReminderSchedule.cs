namespace Mesh.Dapr.Actors;

/// <summary>When a reminder is due.</summary>
public sealed record ReminderSchedule
{
    /// <summary>Makes a schedule.</summary>
    /// <param name="dueIn">From registration to the first firing; zero or more, rounded up to whole milliseconds.</param>
    /// <param name="period">Between firings, at least one millisecond; null for one firing only.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is out of range.</exception>
    public ReminderSchedule(TimeSpan dueIn, TimeSpan? period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueIn, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period ?? TimeSpan.MaxValue, TimeSpan.FromMilliseconds(1), nameof(period));
        DueIn = dueIn;
        Period = period;
    }

    /// <summary>From registration to the first firing.</summary>
    public TimeSpan DueIn { get; }

    /// <summary>Between firings; null for one firing only.</summary>
    public TimeSpan? Period { get; }
}
