using Mesh.Dapr.Streams;

namespace Mesh.Dapr.Tests.Streams;

public sealed class ReconnectDelayTests
{
    private const int Seed = 20261126;

    [Fact]
    public void Next_NeverAccepted_DoublesUpToFiveSecondsOfWhichARandomHalf()
    {
        var delay = new ReconnectDelay(new Random(Seed));
        double[] ceilings = [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000];

        Assert.All(ceilings, ceiling => Assert.InRange(delay.Next(TimeSpan.Zero).TotalMilliseconds, ceiling / 2, ceiling));
    }

    [Fact]
    public void Next_AcceptedForLong_StartsAgainAtTheShortest()
    {
        var delay = new ReconnectDelay(new Random(Seed));
        _ = Enumerable.Range(0, 10).Select(_ => delay.Next(TimeSpan.Zero)).Last();

        Assert.InRange(delay.Next(TimeSpan.FromSeconds(5)).TotalMilliseconds, 25, 50);
        Assert.InRange(delay.Next(TimeSpan.FromSeconds(1)).TotalMilliseconds, 50, 100);
    }
}
