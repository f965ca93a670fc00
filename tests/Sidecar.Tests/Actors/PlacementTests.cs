using System.Collections.Concurrent;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Extensions.Time.Testing;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

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

    /// <summary>Both changes of placement find the same actors in the middle of a call.</summary>
    [Fact]
    public async Task Actors_MovingWhilePlacementChangesAgain_AreDeactivatedOnce()
    {
        await using var sidecar = await ActorSidecar.StartAsync(
            options => options with { Time = new FakeTimeProvider() }, "host", "host", "caller");
        await using var first = await ActorApp.HostAsync(sidecar.Client(0), types: ActorCalls.Type);
        List<Task> calls = [];
        List<string> unanswered = [];
        for (var id = 0; id < ActorCount; id++)
        {
            calls.Add(sidecar.Client(2).InvokeAsync($"{id}"));
            unanswered.Add((await first.NextCallAsync()).Id);
        }

        await using var second = await ActorApp.HostAsync(sidecar.Client(1), types: ActorCalls.Type);
        await using var third = await ActorApp.HostAsync(sidecar.Client(2), types: "Other");
        ConcurrentQueue<string> deactivated = new();
        _ = Task.Run(async () =>
        {
            await foreach (var message in first.AllAsync())
            {
                if (message.DeactivateRequest is { } deactivate)
                {
                    deactivated.Enqueue(deactivate.ActorId);
                    await first.DeactivatedAsync(deactivate.Id);
                }
                else
                {
                    await first.AnswerAsync(message.InvokeRequest.Id, "first");
                }
            }
        });
        foreach (var id in unanswered)
        {
            await first.AnswerAsync(id, "first");
        }

        await Task.WhenAll(calls);
        _ = second.ServeAsync(_ => "second");
        var owners = await OwnersAsync(sidecar);

        Assert.Contains("second", owners);
        Assert.Equal(owners.Index().Where(owner => owner.Item == "second").Select(owner => $"{owner.Index}").Order(), deactivated.Order());
    }

    /// <summary>A time that no timer can wait must not keep an actor at its former host.</summary>
    [Theory]
    [InlineData(315_576_000_000, 0)]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(-5, 0)]
    [InlineData(1, -1)]
    public async Task Actors_MovingWithADrainTimeoutOutOfRange_AreActiveOnce(long seconds, int nanos)
    {
        await using var sidecar = await ActorSidecar.StartAsync(apps: ["host", "host", "caller"]);
        var initial = new SubscribeActorEventsRequestInitialAlpha1
        {
            Entities = { ActorCalls.Type },
            DrainOngoingCallTimeout = new Duration { Seconds = seconds, Nanos = nanos },
        };
        await using var first = await ActorApp.HostAsync(sidecar.Client(0), initial);
        _ = first.ServeAsync(_ => "first");
        await OwnersAsync(sidecar);

        await using var second = await ActorApp.HostAsync(sidecar.Client(1), types: ActorCalls.Type);
        _ = second.ServeAsync(_ => "second");
        var owners = await OwnersAsync(sidecar);

        Assert.Equal(owners.Count(owner => owner == "first"), await ActiveAsync(sidecar.Client(0)));
        Assert.Equal(owners.Count(owner => owner == "second"), await ActiveAsync(sidecar.Client(1)));
    }

    private static async Task<int> ActiveAsync(DaprClient client) =>
        (await client.GetMetadataAsync(new GetMetadataRequest())).ActorRuntime.ActiveActors.Single().Count;

    private static async Task<string[]> OwnersAsync(SidecarUnderTest sidecar)
    {
        var client = sidecar.Client(2);
        return await Task.WhenAll(Enumerable.Range(0, ActorCount).Select(id => client.InvokeAsync($"{id}")));
    }
}
