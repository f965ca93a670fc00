namespace Mesh.Kernel;

/// <summary>
/// An instant as a partition sees it: nanoseconds since 1970-01-01T00:00:00Z. Within a partition no two events share one and none runs
/// backwards.
/// </summary>
/// <param name="UnixNanos">Nanoseconds since the epoch. Range: 0 to <see cref="long.MaxValue"/> (year 2262).</param>
public readonly record struct Moment(long UnixNanos) : IComparable<Moment>
{
    private const long NanosPerTick = 100;

    /// <summary>Converts from UTC time of the shell, which has a resolution of 100 ns.</summary>
    public static Moment From(DateTimeOffset time) =>
        new((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * NanosPerTick);

    /// <summary>Converts to UTC time, cutting to 100 ns.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(UnixNanos / NanosPerTick);

    /// <summary>Adds nanoseconds; overflow throws.</summary>
    public Moment PlusNanos(long nanos) => new(checked(UnixNanos + nanos));

    /// <summary>Adds a span; overflow throws.</summary>
    public Moment Plus(TimeSpan span) => new(checked(UnixNanos + span.Ticks * NanosPerTick));

    /// <inheritdoc/>
    public int CompareTo(Moment other) => UnixNanos.CompareTo(other.UnixNanos);

    public static bool operator <(Moment left, Moment right) => left.UnixNanos < right.UnixNanos;

    public static bool operator >(Moment left, Moment right) => left.UnixNanos > right.UnixNanos;

    public static bool operator <=(Moment left, Moment right) => left.UnixNanos <= right.UnixNanos;

    public static bool operator >=(Moment left, Moment right) => left.UnixNanos >= right.UnixNanos;
}
