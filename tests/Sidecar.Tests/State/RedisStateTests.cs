using Grpc.Core;
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
    public async Task FirstWrite_Twice_SecondIsInternal_Check8()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var client = sidecar.Client();
        await client.CreateAsync("k", "v1");

        await Expect.FailureAsync(
            StatusCode.Internal, "failed saving state in state store store: failed to set key app||k", () => client.CreateAsync("k", "v2"));

        Assert.Equal("v1", await client.TextAsync("k"));
    }

    [Fact]
    public async Task FirstWrite_OverPlainSave_Overwrites_Check9()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var client = sidecar.Client();
        await client.SaveAsync(Item("k", "plain"));

        await client.CreateAsync("k", "first");

        Assert.Equal("first", await client.TextAsync("k"));
    }

    [Theory]
    [InlineData(Concurrency.ConcurrencyUnspecified)]
    [InlineData(Concurrency.ConcurrencyLastWrite)]
    public async Task Save_OverFirstWrite_IsInternal_Check9(Concurrency concurrency)
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var client = sidecar.Client();
        await client.CreateAsync("k", "first");

        await Expect.FailureAsync(
            StatusCode.Internal, "failed to set key", () => client.SaveAsync(Item("k", "plain", concurrency: concurrency)));
    }

    [Fact]
    public async Task Save_EtagThatIsNoNumber_IsInvalidArgument_Check10()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var client = sidecar.Client();

        await Expect.FailureAsync(StatusCode.InvalidArgument, "invalid etag value", () => client.SaveAsync(Item("k", "v", "abc")));
    }

    [Fact]
    public async Task Save_ImpossibleEtag_CreatesOnlyWhenAbsent_Checks7And10()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var client = sidecar.Client();

        await client.SaveAsync(Item("k", "v1", "2147483647"));
        await Expect.FailureAsync(StatusCode.Aborted, "possible etag mismatch", () => client.SaveAsync(Item("k", "v2", "2147483647")));
        await client.SaveAsync(Item("k", "v3", "2147483647", Concurrency.ConcurrencyLastWrite));

        Assert.Equal("v3", await client.TextAsync("k"));
    }

    [Fact]
    public async Task Delete_EtagOnAbsentKey_IsOk_Check11()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);

        await sidecar.Client().DeleteAsync("k", "1");
    }

    [Fact]
    public async Task Transaction_OneWrongEtag_AppliesTheOthers_Check12()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var client = sidecar.Client();
        await client.SaveAsync(Item("b", "old"));

        await Expect.FailureAsync(
            StatusCode.Internal,
            "error while executing state transaction: ",
            () => client.TransactAsync(("upsert", Item("a", "new")), ("upsert", Item("b", "new", "77")), ("upsert", Item("c", "new"))));

        Assert.Equal(("new", "old", "new"), (await client.TextAsync("a"), await client.TextAsync("b"), await client.TextAsync("c")));
    }

    [Fact]
    public async Task Transaction_FirstWrite_OverwritesAndSetsNoMarker_Section2_6()
    {
        await using var sidecar = await Stores.StartAsync(Store.Redis);
        var client = sidecar.Client();
        await client.SaveAsync(Item("k", "v1"));

        await client.TransactAsync(("upsert", Item("k", "v2", concurrency: Concurrency.ConcurrencyFirstWrite)));
        await client.SaveAsync(Item("k", "v3"));

        Assert.Equal("v3", await client.TextAsync("k"));
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
