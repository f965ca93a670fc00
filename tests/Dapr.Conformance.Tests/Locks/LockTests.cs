using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;
using Status = Dapr.Proto.Runtime.V1.UnlockResponse.Types.Status;

namespace Mesh.Dapr.Conformance.Tests.Locks;

/// <summary>Contract 5, checks 33 to 35.</summary>
public sealed class LockTests
{
    private readonly string resource = SidecarTarget.NewName("resource");

    [Fact]
    public async Task TryLock_Held_IsFalseForEverybodyUntilItExpires_Check33()
    {
        var client = await ClientAsync();

        Assert.Equal(
            (true, false, false), (await TryAsync(client, "me", 2), await TryAsync(client, "me", 2), await TryAsync(client, "you", 2)));
        await Expect.UntilAsync(() => TryAsync(client, "you", 60));
        Assert.Equal(Status.LockBelongsToOthers, await UnlockAsync(client, "me"));
    }

    [Fact]
    public async Task Unlock_ByOwnerStrangerOrNobody_TellsEach_Check34()
    {
        var client = await ClientAsync();
        await TryAsync(client, "me", 60);

        Assert.Equal(
            (Status.LockBelongsToOthers, Status.Success, Status.LockDoesNotExist),
            (await UnlockAsync(client, "you"), await UnlockAsync(client, "me"), await UnlockAsync(client, "me")));
    }

    [Theory]
    [InlineData(null, "r", "me", 0, StatusCode.InvalidArgument, "ExpiryInSeconds is not positive in lock store {0}")]
    [InlineData("nope", "", "me", 1, StatusCode.InvalidArgument, "ResourceId is empty in lock store {0}")]
    [InlineData(null, "r", "", 1, StatusCode.InvalidArgument, "LockOwner is empty in lock store {0}")]
    [InlineData("nope", "r", "me", 1, StatusCode.InvalidArgument, "lock store {0} not found")]
    [InlineData(null, "a||b", "me", 1, StatusCode.Internal, "failed to try acquiring lock: ")]
    public async Task TryLock_BadRequest_IsRefusedInOrder_Check34(
        string? store, string resourceId, string owner, int seconds, StatusCode code, string text)
    {
        var client = await ClientAsync();
        var name = store ?? Component();
        var request = new TryLockRequest { StoreName = name, ResourceId = resourceId, LockOwner = owner, ExpiryInSeconds = seconds };

        await Expect.FailureAsync(
            code, text.Replace("{0}", name, StringComparison.Ordinal), async () => await client.TryLockAlpha1Async(request));
    }

    [Fact]
    public async Task TryLock_OfTwoApps_DoesNotConflict_Check35()
    {
        var client = await ClientAsync();
        var other = new DaprClient((await SidecarTarget.GetAsync()).Caller);

        Assert.Equal((true, true), (await TryAsync(client, "me", 60), await TryAsync(other, "you", 60)));
    }

    private static string Component() => ComponentsUnderTest.First("lock.");

    private static async Task<DaprClient> ClientAsync()
    {
        var target = await SidecarTarget.GetAsync();
        target.Require(Component());
        return target.Client;
    }

    private async Task<bool> TryAsync(DaprClient client, string owner, int seconds) => (await client.TryLockAlpha1Async(new TryLockRequest
    {
        StoreName = Component(),
        ResourceId = resource,
        LockOwner = owner,
        ExpiryInSeconds = seconds,
    })).Success;

    private async Task<Status> UnlockAsync(DaprClient client, string owner) => (await client.UnlockAlpha1Async(
        new UnlockRequest { StoreName = Component(), ResourceId = resource, LockOwner = owner })).Status;
}
