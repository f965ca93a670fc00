using Mesh.Journal.Peers;

namespace Mesh.Journal.Tests.Peers;

public sealed class SilenceLimitTests
{
    [Fact]
    public void Current_PeerSpeaksAsItShould_IsTheLeast() => Assert.Equal(PeerLimits.SilenceMin, new SilenceLimit().Current);

    [Fact]
    public void Current_PeerWasSlow_IsThreeTimesItsLongestPause()
    {
        var limit = new SilenceLimit();

        limit.Learn(TimeSpan.FromMilliseconds(300));

        Assert.Equal(TimeSpan.FromMilliseconds(900), limit.Current);
    }

    [Fact]
    public void Current_PeerWasVerySlow_IsTheMost()
    {
        var limit = new SilenceLimit();

        limit.Learn(TimeSpan.FromSeconds(3));

        Assert.Equal(PeerLimits.SilenceMax, limit.Current);
    }

    [Fact]
    public void Current_PeerIsFastAgain_FallsBack()
    {
        var limit = new SilenceLimit();
        limit.Learn(TimeSpan.FromMilliseconds(300));

        for (var message = 0; message < 100; message++)
        {
            limit.Learn(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(PeerLimits.SilenceMin, limit.Current);
    }
}
