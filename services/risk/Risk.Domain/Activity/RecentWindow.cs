using Mesh.Kernel;

namespace Mesh.Risk.Domain.Activity;

/// <summary>
/// What happened recently to one customer, card or wallet, oldest first. Exact to the nanosecond: a span of length s at time t covers
/// (t - s, t].
/// </summary>
/// <remarks>
/// A view on an array that it may share with the views it was made from: adding writes behind the end of all of them, removing moves
/// the start. So each view stays as it was, which is what an undo table needs, and neither copies. History is a line: of two views made
/// by adding to the same one, only the newer may be used.
/// </remarks>
/// <typeparam name="TEntry">What is remembered of each.</typeparam>
public readonly record struct RecentWindow<TEntry>
    where TEntry : struct, ITimed
{
    private const int CapacityMin = 2;

    private readonly TEntry[]? entries;
    private readonly int start;

    private RecentWindow(TEntry[] entries, int start, int count)
    {
        this.entries = entries;
        this.start = start;
        Count = count;
    }

    /// <summary>Number of entries.</summary>
    public int Count { get; }

    /// <summary>Gets an entry; 0 is the oldest.</summary>
    public TEntry this[int index] => entries.AsSpan(start, Count)[index];

    /// <summary>Adds an entry; its time is later than that of every other.</summary>
    public RecentWindow<TEntry> Add(TEntry entry)
    {
        var (room, first) = entries is null || start + Count == entries.Length ? (Larger(), 0) : (entries, start);
        room[first + Count] = entry;
        return new RecentWindow<TEntry>(room, first, Count + 1);
    }

    /// <summary>Removes the oldest entry.</summary>
    public RecentWindow<TEntry> RemoveOldest() => Count > 0
        ? new RecentWindow<TEntry>(entries!, start + 1, Count - 1)
        : throw new InvalidOperationException("A window without entries has no oldest one.");

    /// <summary>Counts the entries of a span that ends now.</summary>
    public int CountWithin(Moment now, TimeSpan span) => Count - FirstWithin(now, span);

    /// <summary>Gets the number of the oldest entry of a span that ends now; <see cref="Count"/> when there is none.</summary>
    public int FirstWithin(Moment now, TimeSpan span)
    {
        var horizon = now.Plus(-span);
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (entries![start + middle].Time > horizon)
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

    // Twice what is held now, not what the array had: what was removed at the front gives its room back here.
    private TEntry[] Larger()
    {
        var larger = new TEntry[Math.Max(CapacityMin, checked(2 * Count))];
        entries.AsSpan(start, Count).CopyTo(larger);
        return larger;
    }
}
