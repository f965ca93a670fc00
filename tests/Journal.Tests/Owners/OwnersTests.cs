using Mesh.Dapr.Actors;
using Mesh.Journal.Tests.Placement;
using Mesh.Journal.V1;
using Mesh.Kernel;
using Mesh.Testing.State;

namespace Mesh.Journal.Tests.Owners;

/// <summary>Two replicas of a service over one store: who owns a partition, and what the other one does.</summary>
public sealed class OwnersTests : IAsyncLifetime
{
    private static readonly ActorId First = new("TextPartition", "0");

    private readonly InMemoryStateStore store = new();
    private readonly TextService owner;
    private readonly TextService follower;

    public OwnersTests()
    {
        owner = new TextService(store, partitionCount: 1, "replica-a", new ReachablePeers());
        follower = new TextService(store, partitionCount: 1, "replica-b", new ReachablePeers());

        // Placement answers this replica only when a test says so; until then the owner, which can be reached, stays.
        follower.Placement.IsAway = true;
    }

    public async ValueTask InitializeAsync()
    {
        await owner.ServingAsync();
        await follower.ServingAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await owner.DisposeAsync();
        await follower.DisposeAsync();
    }

    [Fact]
    public async Task Start_OwnerCanBeReached_FollowsAndClaimsNothing()
    {
        await owner.SubmitAsync(partition: 0, "a");

        Assert.False(follower.Owned.OwnerOf(0).IsHere);
        Assert.Equal("replica-a", follower.Owned.OwnerOf(0).Writer?.Replica);
        Assert.Empty(follower.Observer.Told);
    }

    [Fact]
    public async Task Read_AtAFollower_SeesWhatTheOwnerAcknowledged()
    {
        await owner.SubmitAsync(partition: 0, "a");

        var partition = await follower.Partitions.GetAsync(0, CancellationToken.None);
        var texts = await partition.ReadAsync(static state => state.Count, ReadConsistency.Linearizable, CancellationToken.None);

        Assert.Equal(1, texts);
    }

    [Fact]
    public async Task Submit_AtAFollower_IsRefusedAndNamesTheOwner()
    {
        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(() => follower.SubmitAsync(partition: 0, "a"));

        Assert.False(refusal.OutcomeUnknown);
        Assert.Equal("Partition 0 is served by replica replica-a.", refusal.Message);
    }

    [Fact]
    public async Task Wake_AtAFollower_ClaimsAndTellsTheObserver()
    {
        await owner.SubmitAsync(partition: 0, "a");

        await WakeAsync(follower);

        Assert.True(follower.Owned.OwnerOf(0).IsHere);
        Assert.Equal(2, await follower.SubmitAsync(partition: 0, "b"));
        Assert.Equal(["0 activated with 1", "0 record 4: b"], follower.Observer.Told);
    }

    [Fact]
    public async Task Wake_AtAFollower_TheOwnerResignsAtItsNextAppend()
    {
        var effects = owner.Observer.Stopping;
        await WakeAsync(follower);

        var refusal = await Assert.ThrowsAsync<ServiceUnavailableException>(() => owner.SubmitAsync(partition: 0, "a"));

        Assert.Equal("Partition 0 is served by replica replica-b.", refusal.Message);
        Assert.False(refusal.OutcomeUnknown);
        Assert.True(effects.IsCancellationRequested);
        Assert.False(owner.Owned.OwnerOf(0).IsHere);
        Assert.Equal(["0 activated with 0"], owner.Observer.Told);
    }

    [Fact]
    public async Task Read_AtAnOwnerThatWasOvertaken_SeesTheNewOwnersRecordsAndResigns()
    {
        await WakeAsync(follower);
        await follower.SubmitAsync(partition: 0, "b");

        var partition = await owner.Partitions.GetAsync(0, CancellationToken.None);
        var texts = await partition.ReadAsync(static state => state.Count, ReadConsistency.Linearizable, CancellationToken.None);

        Assert.Equal(1, texts);
        Assert.False(owner.Owned.OwnerOf(0).IsHere);
    }

    [Fact]
    public async Task Claim_TheOwnerWritesOn_WinsWithinAFewRaces()
    {
        using var enough = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(caller => WriteAsync(owner, caller, enough.Token)));

        await WakeAsync(follower);
        await enough.CancelAsync();
        await load;

        Assert.True(follower.Owned.OwnerOf(0).IsHere);
        Assert.True((await follower.Inspection.VerifyAsync(0, CancellationToken.None)).IsIntact);
    }

    [Fact]
    public async Task Status_AfterAClaim_SaysWhoTookOverFromWhomAndWhy()
    {
        await WakeAsync(follower);
        await owner.Owned.CatchUpAsync(0, CancellationToken.None);

        foreach (var replica in new[] { owner, follower })
        {
            var change = replica.Inspection.ListPartitions()[0].LastChange!;
            Assert.Equal(("replica-a", "replica-b"), (change.FromReplica, change.ToReplica));
            Assert.Equal(ClaimReason.Placed, change.Reason);
            Assert.Equal(2UL, change.Sequence);
        }
    }

    [Fact]
    public async Task Submit_NoPeerLink_TakesThePartitionBackAtItsFirstCommand()
    {
        await using var alone = new TextService(store, partitionCount: 1, "replica-c");
        await alone.ServingAsync();
        await WakeAsync(follower);

        Assert.Equal(1, await alone.SubmitAsync(partition: 0, "a"));

        Assert.True(alone.Owned.OwnerOf(0).IsHere);
        Assert.Equal(2, await alone.SubmitAsync(partition: 0, "b"));
    }

    [Fact]
    public async Task OwnerLost_PlacementIsAway_IsClaimedUnplacedOnlyWhenNobodyCanBeReached()
    {
        await using var alone = new TextService(store, partitionCount: 1, "replica-c");
        alone.Placement.IsAway = true;
        await alone.ServingAsync();

        Assert.Equal(ClaimReason.Unplaced, alone.Inspection.ListPartitions()[0].LastChange!.Reason);
    }

    private static async Task WakeAsync(TextService service) => await service.Placement.Actors.InvokeAsync(
        new ActorCall(First, "Wake", default, new Dictionary<string, string>()), CancellationToken.None);

    private static async Task WriteAsync(TextService service, int caller, CancellationToken enough)
    {
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            try
            {
                await service.SubmitAsync(partition: 0, $"{caller}-{number}");
            }
            catch (ServiceUnavailableException)
            {
                return;
            }
        }
    }
}
