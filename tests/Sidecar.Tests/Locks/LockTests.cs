using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Extensions.Time.Testing;
using Status = Dapr.Proto.Runtime.V1.UnlockResponse.Types.Status;

namespace Mesh.Sidecar.Tests.Locks;

/// <summary>Contract 5, checks 33 to 35.</summary>
[Collection(nameof(RedisServer))]
public sealed class LockTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("lock.in-memory")]
    [InlineData("lock.redis")]
    public async Task TryLock_Held_IsFalseForEverybody_Check33(string type)
    {
        await using var sidecar = await StartAsync(type);

        Assert.Equal(
            (true, false, false),
            (await TryAsync(sidecar, "r", "me"), await TryAsync(sidecar, "r", "me"), await TryAsync(sidecar, "r", "you")));
    }

    [Theory]
    [InlineData("lock.in-memory")]
    [InlineData("lock.redis")]
    public async Task TryLock_Expired_IsTrue_Check33(string type)
    {
        await using var sidecar = await StartAsync(type);
        await TryAsync(sidecar, "r", "me", seconds: 1);

        if (type == "lock.redis")
        {
            // Redis counts by its own clock: its expiry is moved instead.
            var redis = await RedisServer.GetAsync();
            Assert.True(await redis.Database.KeyExpireAsync("lock||app||r", TimeSpan.FromMilliseconds(1)));
            while (await redis.Database.KeyExistsAsync("lock||app||r"))
            {
                await Task.Yield();
            }
        }
        else
        {
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.True(await TryAsync(sidecar, "r", "you"));
        Assert.Equal(Status.LockBelongsToOthers, await UnlockAsync(sidecar, "r", "me"));
    }

    [Theory]
    [InlineData("lock.in-memory")]
    [InlineData("lock.redis")]
    public async Task Unlock_ByOwnerStrangerOrNobody_TellsEach_Check34(string type)
    {
        await using var sidecar = await StartAsync(type);
        await TryAsync(sidecar, "r", "me");

        Assert.Equal(
            (Status.LockBelongsToOthers, Status.Success, Status.LockDoesNotExist),
            (await UnlockAsync(sidecar, "r", "you"), await UnlockAsync(sidecar, "r", "me"), await UnlockAsync(sidecar, "r", "me")));
    }

    [Theory]
    [InlineData("lock", "r", "me", 0, StatusCode.InvalidArgument, "ExpiryInSeconds is not positive in lock store lock")]
    [InlineData("nope", "", "me", 1, StatusCode.InvalidArgument, "ResourceId is empty in lock store nope")]
    [InlineData("lock", "r", "", 1, StatusCode.InvalidArgument, "LockOwner is empty in lock store lock")]
    [InlineData("nope", "r", "me", 1, StatusCode.InvalidArgument, "lock store nope not found")]
    [InlineData("lock", "a||b", "me", 1, StatusCode.Internal, "failed to try acquiring lock: ")]
    public async Task TryLock_BadRequest_IsRefusedInOrder_Check34(
        string store, string resource, string owner, int seconds, StatusCode code, string text)
    {
        await using var sidecar = await StartAsync("lock.in-memory");
        var request = new TryLockRequest { StoreName = store, ResourceId = resource, LockOwner = owner, ExpiryInSeconds = seconds };

        await Expect.FailureAsync(code, text, async () => await sidecar.Client().TryLockAlpha1Async(request));
    }

    [Fact]
    public async Task TryLock_NoStore_IsFailedPrecondition_Section5()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync();

        await Expect.FailureAsync(StatusCode.FailedPrecondition, "lock store is not configured", () => TryAsync(sidecar, "r", "me"));
    }

    [Theory]
    [InlineData("lock.in-memory", "", true)]
    [InlineData("lock.in-memory", "name", false)]
    [InlineData("lock.redis", "", true)]
    [InlineData("lock.redis", "none", false)]
    public async Task TryLock_OfTwoApps_ConflictsOnlyWithASharedPrefix_Check35(string type, string prefix, bool isFree)
    {
        await using var sidecar = await StartAsync(type, ["one", "two"], prefix);
        await TryAsync(sidecar, "r", "me", app: 0);

        Assert.Equal(isFree, await TryAsync(sidecar, "r", "me", app: 1));
    }

    private Task<SidecarUnderTest> StartAsync(string type) => StartAsync(type, ["app"], "");

    private async Task<SidecarUnderTest> StartAsync(string type, string[] apps, string prefix)
    {
        List<(string, string)> metadata = [];
        if (type == "lock.redis")
        {
            metadata.Add(("redisHost", await RedisServer.FlushedAsync()));
        }

        if (prefix.Length > 0)
        {
            metadata.Add(("keyPrefix", prefix));
        }

        return await SidecarUnderTest.StartAsync(
            options => options with { Time = _time, Apps = [.. apps.Select(app => new SidecarApp { AppId = app })] },
            ComponentText.Of("lock", type, [.. metadata]));
    }

    private static async Task<bool> TryAsync(SidecarUnderTest sidecar, string resource, string owner, int seconds = 60, int app = 0) =>
        (await sidecar.Client(app).TryLockAlpha1Async(
            new TryLockRequest { StoreName = "lock", ResourceId = resource, LockOwner = owner, ExpiryInSeconds = seconds })).Success;

    private static async Task<Status> UnlockAsync(SidecarUnderTest sidecar, string resource, string owner) =>
        (await sidecar.Client().UnlockAlpha1Async(
            new UnlockRequest { StoreName = "lock", ResourceId = resource, LockOwner = owner })).Status;
}
