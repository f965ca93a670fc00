using Grpc.Core;
using Mesh.Journal.V1;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Peers;

/// <summary>Two replicas with a link between them: where a client's call is served.</summary>
public sealed class CallRoutingTests
{
    private const string OldKey = "the old key, which is still used";
    private const string NewKey = "the new key, which is not used by all";

    private readonly InMemoryStateStore store = new();

    [Fact]
    public async Task Write_AtAFollower_IsServedByTheOwner()
    {
        await using var owner = await TextReplica.StartAsync(store, "a", isPlaced: true);
        await using var follower = await TextReplica.StartAsync(store, "b", isPlaced: false);

        Assert.Equal(1UL, await follower.AddAsync(7));

        Assert.True(owner.Owned.OwnerOf(0).IsHere);
        Assert.Equal(["0 activated with 0", "0 record 2: 7"], owner.Observer.Told);
        Assert.Empty(follower.Observer.Told);
    }

    [Fact]
    public async Task Write_RefusedByTheOwner_HasTheSameStatusAndDetailsAsThere()
    {
        await using var owner = await TextReplica.StartAsync(store, "a", isPlaced: true);
        await using var follower = await TextReplica.StartAsync(store, "b", isPlaced: false);

        var there = await Assert.ThrowsAsync<RpcException>(() => owner.AddAsync(13));
        var here = await Assert.ThrowsAsync<RpcException>(() => follower.AddAsync(13));

        Assert.Equal(StatusCode.NotFound, here.StatusCode);
        Assert.Equal(there.Status.Detail, here.Status.Detail);
        Assert.Equal("UNLUCKY", here.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task Write_ManyAtOnce_AreAllAnsweredOnce()
    {
        await using var owner = await TextReplica.StartAsync(store, "a", isPlaced: true);
        await using var follower = await TextReplica.StartAsync(store, "b", isPlaced: false);

        var counts = await Task.WhenAll(Enumerable.Range(100, 200).Select(number =>
            (number % 2 == 0 ? owner : follower).AddAsync((uint)number)));

        Assert.Equal(Enumerable.Range(1, 200).Select(count => (ulong)count), counts.Order());
        Assert.True((await owner.Inspection.VerifyAsync(0, CancellationToken.None)).IsIntact);
    }

    [Fact]
    public async Task Write_OwnerHasStopped_IsServedHere()
    {
        await using var owner = await TextReplica.StartAsync(store, "a", isPlaced: true);
        await using var follower = await TextReplica.StartAsync(store, "b", isPlaced: false);
        await follower.AddAsync(7);

        await owner.DisposeAsync();

        Assert.Equal(2UL, await follower.AddAsync(8));
        Assert.True(follower.Owned.OwnerOf(0).IsHere);
    }

    [Fact]
    public async Task Write_AtAnOwnerThatWasOvertaken_GoesToTheNewOwner()
    {
        await using var former = await TextReplica.StartAsync(store, "a", isPlaced: true);
        await using var owner = await TextReplica.StartAsync(store, "b", isPlaced: false);
        await owner.WakeAsync();

        Assert.Equal(1UL, await former.AddAsync(7));

        Assert.False(former.Owned.OwnerOf(0).IsHere);
        Assert.True(owner.Owned.OwnerOf(0).IsHere);
        Assert.Equal(ClaimReason.Placed, former.LastReason());
    }

    [Fact]
    public async Task Write_OwnersSidecarIsSilent_IsTakenOverByThePeer()
    {
        await using var owner = await TextReplica.StartAsync(store, "a", isPlaced: true);
        await using var follower = await TextReplica.StartAsync(store, "b", isPlaced: false);
        await follower.AddAsync(7);

        await owner.Placement.SilenceAsync();

        Assert.Equal(2UL, await owner.AddAsync(8));
        Assert.True(follower.Owned.OwnerOf(0).IsHere);
    }

    [Fact]
    public async Task Write_KeysDiffer_IsServedHereAndTheLinkIsRefused()
    {
        await using var owner = await TextReplica.StartAsync(store, "a", isPlaced: true);
        await using var stranger = await TextReplica.StartAsync(
            store, "b", isPlaced: false, ("peer-link-key", "a key that only this one has"));

        Assert.Equal(1UL, await stranger.AddAsync(7));

        // Claimed when it started, for there was no owner that it could reach.
        Assert.True(stranger.Owned.OwnerOf(0).IsHere);
        Assert.Equal(ClaimReason.Unplaced, stranger.LastReason());
    }

    [Fact]
    public async Task Write_InTheMiddleOfAChangeOfKeys_IsServedByTheOwner()
    {
        await using var owner = await TextReplica.StartAsync(
            store, "a", isPlaced: true, ("peer-link-key", OldKey), ("peer-link-key-other", NewKey));
        await using var follower = await TextReplica.StartAsync(
            store, "b", isPlaced: false, ("peer-link-key", NewKey), ("peer-link-key-other", OldKey));

        Assert.Equal(1UL, await follower.AddAsync(7));

        Assert.True(owner.Owned.OwnerOf(0).IsHere);
    }
}
