using Mesh.Journal.Placement;

namespace Mesh.Journal.Tests.Placement;

public sealed class FollowPaceTests
{
    [Fact]
    public void IsDue_NewRecordsAtEveryBeat_IsAlways()
    {
        var pace = new FollowPace();

        Assert.All(Enumerable.Range(1, 10), head => Assert.True(pace.IsDue((ulong)head)));
    }

    [Fact]
    public void IsDue_NothingNew_IsEverMoreSeldomUpToEveryEighthBeat()
    {
        var pace = new FollowPace();
        var beats = Enumerable.Range(0, 39).Where(_ => pace.IsDue(head: 0)).Count();

        // At beats 1, 3, 7, 15, 23, 31, 39.
        Assert.Equal(7, beats);
    }
}
