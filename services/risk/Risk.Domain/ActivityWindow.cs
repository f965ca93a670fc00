using System.Collections.Immutable;
using Mesh.Kernel;

namespace Mesh.Risk.Domain;

/// <summary>One payment, as velocity rules remember it.</summary>
/// <param name="Time">When it was evaluated.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Counterpart">The other side of the key: the card of a customer, the customer of a card. May be empty.</param>
/// <param name="SumMinor">Sum of the amounts of this and all payments before it that the window ever saw.</param>
public readonly record struct Activity(Moment Time, long AmountMinor, string Counterpart, Int128 SumMinor);

/// <summary>
/// The payments of one key, oldest first, exact to the nanosecond. A span of length s at time t covers (t - s, t]. Immutable, so that an
/// undo log can keep the old one; what is older than the longest window is forgotten when the next payment comes.
/// </summary>
public sealed class ActivityWindow
{
    /// <summary>No payments.</summary>
    public static readonly ActivityWindow Empty = new([]);

    private readonly ImmutableList<Activity> activities;

    private ActivityWindow(ImmutableList<Activity> activities) => this.activities = activities;

    /// <summary>Payments that are remembered, oldest first.</summary>
    public IReadOnlyList<Activity> Activities => activities;

    /// <summary>Adds a payment; its time is later than that of every other.</summary>
    public ActivityWindow Add(Moment time, long amountMinor, string counterpart)
    {
        var sum = activities.IsEmpty ? 0 : activities[^1].SumMinor;
        var kept = activities.RemoveRange(0, FirstWithin(time, RiskLimits.WindowMax));
        return new ActivityWindow(kept.Add(new Activity(time, amountMinor, counterpart, checked(sum + amountMinor))));
    }

    /// <summary>Counts the payments of a span that ends now.</summary>
    public int Count(Moment now, TimeSpan span) => activities.Count - FirstWithin(now, span);

    /// <summary>Sums the amounts of a span that ends now, in minor units.</summary>
    public Int128 SumMinor(Moment now, TimeSpan span)
    {
        var first = FirstWithin(now, span);
        return first == activities.Count ? 0 : activities[^1].SumMinor - activities[first].SumMinor + activities[first].AmountMinor;
    }

    /// <summary>Gets the payments of a span that ends now, newest first.</summary>
    public IEnumerable<Activity> NewestFirst(Moment now, TimeSpan span)
    {
        for (var index = activities.Count - 1; index >= 0 && IsWithin(activities[index].Time, now, span); index--)
        {
            yield return activities[index];
        }
    }

    private int FirstWithin(Moment now, TimeSpan span)
    {
        var (low, high) = (0, activities.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsWithin(activities[middle].Time, now, span))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private static bool IsWithin(Moment time, Moment now, TimeSpan span) => time.Plus(span) > now;
}
