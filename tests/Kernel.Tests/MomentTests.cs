using Mesh.Kernel;

namespace Mesh.Kernel.Tests;

public sealed class MomentTests
{
    [Fact]
    public void From_AndBack_KeepsTicks()
    {
        var time = new DateTimeOffset(2026, 11, 26, 14, 30, 15, 123, TimeSpan.Zero).AddTicks(4567);

        Assert.Equal(time, Moment.From(time).ToDateTimeOffset());
    }

    [Fact]
    public void PlusNanos_PastTheLastMoment_Throws() =>
        Assert.Throws<OverflowException>(() => new Moment(long.MaxValue).PlusNanos(1));

    [Fact]
    public void Plus_ASpan_AddsItsNanoseconds() => Assert.Equal(new Moment(1_500_000_007), new Moment(7).Plus(TimeSpan.FromSeconds(1.5)));

    [Fact]
    public void Comparison_FollowsTheNanoseconds()
    {
        Assert.True(new Moment(1) < new Moment(2));
        Assert.True(new Moment(2) >= new Moment(2));
        Assert.Equal(-1, new Moment(1).CompareTo(new Moment(2)));
    }
}
