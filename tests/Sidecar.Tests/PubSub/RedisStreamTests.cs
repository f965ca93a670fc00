using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.PubSub;

/// <summary>Contract 3.6: what the component's metadata makes of the stream.</summary>
[Collection(nameof(RedisServer))]
public sealed class RedisStreamTests
{
    /// <summary>Redis trims whole nodes, of a hundred entries each.</summary>
    [Theory]
    [InlineData("1h", 100)]
    [InlineData("3600", 100)]
    [InlineData("0", 400)]
    public async Task Publish_StreamTimeToLive_DropsWhatIsOlder_Section3_6(string written, long keptMax)
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Redis, ("streamTTL", written));
        var redis = await RedisServer.GetAsync();
        for (var number = 1; number <= 400; number++)
        {
            await redis.Database.StreamAddAsync("t", "data", "old", $"{number}-0");
        }

        await sidecar.Client().PublishAsync("t", "new");

        Assert.InRange(await redis.Database.StreamLengthAsync("t"), keptMax == 400 ? 401 : 1, keptMax + 1);
    }
}
