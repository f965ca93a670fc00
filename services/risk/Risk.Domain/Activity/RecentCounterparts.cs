using Mesh.Kernel;

namespace Mesh.Risk.Domain.Activity;

/// <summary>
/// The newest different counterparts of one subject, for example the cards of a customer, each with the time when it was last seen.
/// Immutable. Remembers <see cref="RememberedMax"/> of them, which is exact for every question "more than n?" with a smaller n: the
/// counterparts seen within a span are the most recently seen ones.
/// </summary>
public readonly record struct RecentCounterparts
{
    /// <summary>Counterparts that are remembered. Rules may ask for "more than" any smaller number.</summary>
    public const int RememberedMax = 8;

    private readonly Sighting[]? newestFirst;

    private RecentCounterparts(Sighting[] newestFirst) => this.newestFirst = newestFirst;

    /// <summary>Counterparts with the time when each was last seen, newest first.</summary>
    public ReadOnlySpan<Sighting> NewestFirst => newestFirst;

    /// <summary>Notes that a counterpart was seen; later than every other.</summary>
    public RecentCounterparts See(int counterpart, Moment time)
    {
        var place = IndexOf(counterpart);
        var isNew = place < 0;
        var kept = isNew ? Math.Min(NewestFirst.Length, RememberedMax - 1) : place;
        var seen = new Sighting[isNew ? kept + 1 : NewestFirst.Length];
        seen[0] = new Sighting(counterpart, time);
        NewestFirst[..kept].CopyTo(seen.AsSpan(1));
        if (!isNew)
        {
            NewestFirst[(place + 1)..].CopyTo(seen.AsSpan(place + 1));
        }

        return new RecentCounterparts(seen);
    }

    /// <summary>
    /// Counts the counterparts other than one that were seen in a span that ends now: at most <see cref="RememberedMax"/>.
    /// </summary>
    public int CountOthersWithin(int counterpart, Moment now, TimeSpan span)
    {
        var horizon = now.Plus(-span);
        var count = 0;
        foreach (var sighting in NewestFirst)
        {
            if (sighting.LastTime <= horizon)
            {
                break;
            }

            count += sighting.Counterpart == counterpart ? 0 : 1;
        }

        return count;
    }

    private int IndexOf(int counterpart)
    {
        for (var index = 0; index < NewestFirst.Length; index++)
        {
            if (NewestFirst[index].Counterpart == counterpart)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>A counterpart and when it was last seen.</summary>
    public readonly record struct Sighting(int Counterpart, Moment LastTime);
}
