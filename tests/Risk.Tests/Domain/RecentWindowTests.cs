using Mesh.Kernel;
using Mesh.Risk.Domain.Activity;

namespace Mesh.Risk.Tests.Domain;

public sealed class RecentWindowTests
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(10);
    private static readonly Moment First = new(1_000);

    [Fact]
    public void Span_APaymentExactlyItsLengthAgo_IsOutside()
    {
        var window = Of(First);

        Assert.Equal(0, window.CountWithin(First.Plus(Span), Span));
    }

    [Fact]
    public void Span_APaymentOneNanosecondYounger_IsInside()
    {
        var window = Of(First);

        Assert.Equal(1, window.CountWithin(First.Plus(Span).PlusNanos(-1), Span));
    }

    [Fact]
    public void Span_APaymentNow_IsInside() => Assert.Equal(1, Of(First).CountWithin(First, Span));

    [Fact]
    public void Span_AnEmptyWindow_HasNothing() => Assert.Equal(0, default(RecentWindow<RecentPayment>).CountWithin(First, Span));

    [Fact]
    public void Count_ManyPayments_IsThatOfTheSpanOnly()
    {
        var window = Of([.. Enumerable.Range(0, 100).Select(minute => First.Plus(TimeSpan.FromMinutes(minute)))]);

        Assert.Equal(10, window.CountWithin(First.Plus(TimeSpan.FromMinutes(99)), Span));
        Assert.Equal(90, window.FirstWithin(First.Plus(TimeSpan.FromMinutes(99)), Span));
    }

    [Fact]
    public void Add_ToAWindowThatWasKept_LeavesItAsItWas()
    {
        var before = Of(First, First.PlusNanos(1), First.PlusNanos(2));

        var after = before.Add(new RecentPayment(First.PlusNanos(3))).RemoveOldest();

        Assert.Equal([First, First.PlusNanos(1), First.PlusNanos(2)], TimesOf(before));
        Assert.Equal([First.PlusNanos(1), First.PlusNanos(2), First.PlusNanos(3)], TimesOf(after));
    }

    [Fact]
    public void Add_AfterTakingBackAnAddition_GivesTheNewOne()
    {
        var before = Of(First, First.PlusNanos(1), First.PlusNanos(2));
        before.Add(new RecentPayment(First.PlusNanos(3)));

        var again = before.Add(new RecentPayment(First.PlusNanos(9)));

        Assert.Equal([First, First.PlusNanos(1), First.PlusNanos(2), First.PlusNanos(9)], TimesOf(again));
    }

    [Fact]
    public void RemoveOldest_OfNone_Throws() =>
        Assert.Throws<InvalidOperationException>(() => default(RecentWindow<RecentPayment>).RemoveOldest());

    private static RecentWindow<RecentPayment> Of(params Moment[] times) =>
        times.Aggregate(default(RecentWindow<RecentPayment>), (window, time) => window.Add(new RecentPayment(time)));

    private static Moment[] TimesOf(RecentWindow<RecentPayment> window) =>
        [.. Enumerable.Range(0, window.Count).Select(index => window[index].Time)];
}
