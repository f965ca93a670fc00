using Mesh.Kernel;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Tests.Domain;

public sealed class RecentCounterpartsTests
{
    private static readonly TimeSpan Span = TimeSpan.FromHours(1);
    private static readonly Moment First = new(1_000);

    [Fact]
    public void Count_TheSameSeenAgain_IsOneWithTheNewerTime()
    {
        var seen = default(RecentCounterparts).See(1, First).See(2, First.PlusNanos(1)).See(1, First.PlusNanos(2));

        Assert.Equal([1, 2], seen.NewestFirst.ToArray().Select(sighting => sighting.Counterpart));
        Assert.Equal(1, seen.CountOthersWithin(counterpart: 9, First.Plus(Span).PlusNanos(1), Span));
    }

    [Fact]
    public void Count_OfOthers_LeavesTheOneOut()
    {
        var seen = default(RecentCounterparts).See(1, First).See(2, First.PlusNanos(1));

        Assert.Equal(1, seen.CountOthersWithin(1, First.PlusNanos(2), Span));
    }

    [Fact]
    public void Span_ACounterpartExactlyItsLengthAgo_IsOutside()
    {
        var seen = default(RecentCounterparts).See(1, First);

        Assert.Equal(0, seen.CountOthersWithin(2, First.Plus(Span), Span));
        Assert.Equal(1, seen.CountOthersWithin(2, First.Plus(Span).PlusNanos(-1), Span));
    }

    [Fact]
    public void Count_MoreThanAreRemembered_IsTheNewestOnes()
    {
        var seen = default(RecentCounterparts);
        for (var counterpart = 1; counterpart <= 20; counterpart++)
        {
            seen = seen.See(counterpart, First.PlusNanos(counterpart));
        }

        Assert.Equal(Enumerable.Range(13, 8).Reverse(), seen.NewestFirst.ToArray().Select(sighting => sighting.Counterpart));
        Assert.Equal(RecentCounterparts.RememberedMax, seen.CountOthersWithin(99, First.PlusNanos(21), Span));
    }
}
