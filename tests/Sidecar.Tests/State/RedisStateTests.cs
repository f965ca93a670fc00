using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Running;
using static Mesh.Sidecar.Tests.Running.StateCalls;
using Concurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;

namespace Mesh.Sidecar.Tests.State;

/// <summary>Contract 2.5 and 2.6: what redis does otherwise.</summary>
[Collection(nameof(RedisServer))]
public sealed class RedisStateTests
{
    [Fact]
    public async Task Save_Stores_AHashUnderThePrefixedKey_Check1()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var redis = await RedisServer.GetAsync();

        await sidecar.Client().CreateAsync("k", "v");

        Assert.Equal(("v", "1", "0"), (
            (string?)await redis.Database.HashGetAsync("app||k", "data"),
            (string?)await redis.Database.HashGetAsync("app||k", "version"),
            (string?)await redis.Database.HashGetAsync("app||k", "first-write")));
    }

    [Fact]
    public async Task Save_OverAKeyOfAnotherType_ReplacesIt_Section2_6()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var redis = await RedisServer.GetAsync();
        await redis.Database.StringSetAsync("app||k", "a string");

        await sidecar.Client().SaveAsync(Item("k", "v"));

        Assert.Equal("v", await sidecar.Client().TextAsync("k"));
    }

    [Fact]
    public async Task Save_TimeToLive_IsRedissOwnAndIsNotTold_Check14()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var redis = await RedisServer.GetAsync();

        await sidecar.Client().SaveAsync(Item("k", "v", ttl: 100));
        await sidecar.Client().SaveAsync(Item("k", "v2"));

        // A later write without a time to live leaves the earlier one in force.
        Assert.NotNull(await redis.Database.KeyTimeToLiveAsync("app||k"));
        Assert.Empty((await sidecar.Client().GetAsync("k")).Metadata);
    }
}
