using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.Actors;

/// <summary>Contract 7.5 and 11.2 g: several replicas of one app.</summary>
public sealed class PlacementTests
{
    private const int ActorCount = 64;

    [Fact]
    public async Task Actors_OfTwoReplicas_AreSharedAndStay()
    {
        await using var sidecar = await ActorSidecar.StartAsync(apps: ["host", "host", "caller"]);
        await using var first = await ActorApp.HostAsync(sidecar.Client(0), types: ActorCalls.Type);
        await using var second = await ActorApp.HostAsync(sidecar.Client(1), types: ActorCalls.Type);
        _ = first.ServeAsync(_ => "first");
        _ = second.ServeAsync(_ => "second");

        var owners = await OwnersAsync(sidecar);

        Assert.InRange(owners.Count(owner => owner == "first"), 16, 48);
        Assert.Equal(owners, await OwnersAsync(sidecar));
    }

    [Fact]
    public async Task Actors_OfAReplicaThatGoes_MoveToTheOtherAtOnce()
    {
        await using var sidecar = await ActorSidecar.StartAsync(apps: ["host", "host", "caller"]);
        await using var first = await ActorApp.HostAsync(sidecar.Client(0), types: ActorCalls.Type);
        var second = await ActorApp.HostAsync(sidecar.Client(1), types: ActorCalls.Type);
        _ = first.ServeAsync(_ => "first");
        _ = second.ServeAsync(_ => "second");
        await OwnersAsync(sidecar);

        await second.DisposeAsync();

        Assert.All(await OwnersAsync(sidecar), owner => Assert.Equal("first", owner));
    }

    [Fact]
    public async Task Actors_OfASidecarThatStops_MoveToTheOther()
    {
        await using var sidecar = await ActorSidecar.StartAsync(apps: ["host", "host", "caller"]);
        await using var first = await ActorApp.HostAsync(sidecar.Client(0), types: ActorCalls.Type);
        await using var second = await ActorApp.HostAsync(sidecar.Client(1), types: ActorCalls.Type);
        _ = first.ServeAsync(_ => "first");
        _ = second.ServeAsync(_ => "second");
        await OwnersAsync(sidecar);

        await sidecar.Host.StopAppAsync(1);

        Assert.All(await OwnersAsync(sidecar), owner => Assert.Equal("first", owner));
    }

    [Fact]
    public async Task Actors_MovingToANewReplica_AreDeactivatedBeforeTheyAreCalledThere()
    {
        await using var sidecar = await ActorSidecar.StartAsync(apps: ["host", "host", "caller"]);
        await using var first = await ActorApp.HostAsync(sidecar.Client(0), types: ActorCalls.Type);
        for (var id = 0; id < ActorCount; id++)
        {
            var answer = sidecar.Client(2).InvokeAsync($"{id}");
            await first.AnswerAsync((await first.NextCallAsync()).Id, "first");
            await answer;
        }

        await using var second = await ActorApp.HostAsync(sidecar.Client(1), types: ActorCalls.Type);
        var moved = (await first.NextAsync()).DeactivateRequest;
        var call = sidecar.Client(2).InvokeAsync(moved.ActorId);
        await Task.Yield();
        Assert.False(second.HasMore);
        await first.DeactivatedAsync(moved.Id);
        await second.AnswerAsync((await second.NextCallAsync()).Id, "second");

        Assert.Equal("second", await call);
    }

    private static async Task<string[]> OwnersAsync(SidecarUnderTest sidecar)
    {
        var client = sidecar.Client(2);
        return await Task.WhenAll(Enumerable.Range(0, ActorCount).Select(id => client.InvokeAsync($"{id}")));
    }
}
