using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.PubSub;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.PubSub;
using Mesh.Sidecar.Tests.Running;
using Mesh.Sidecar.V1;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Sidecar.Tests.Faults;

/// <summary>Faults on demand behave as they did on a real daprd (contract 11.5, 11.6, check 58).</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);
    private static readonly Replica First = new() { AppId = "host", Index = 0 };
    private static readonly Replica Second = new() { AppId = "host", Index = 1 };

    [Fact]
    public async Task Placement_Lost_CallsHangActorsAreDeactivatedAndMetadataSaysSo_Check58()
    {
        await using var world = await World.StartAsync();
        await using var app = await ActorApp.HostAsync(world.Sidecar.Client(0), types: ActorCalls.Type);
        var before = world.Caller.InvokeAsync("1");
        await app.AnswerAsync((await app.NextCallAsync()).Id, "before");
        Assert.Equal("before", await before);

        await world.Faults.SetPlacementAsync(new SetPlacementRequest { Lost = true });

        var deactivated = (await app.NextAsync()).DeactivateRequest;
        await app.DeactivatedAsync(deactivated.Id);
        Assert.Equal("1", deactivated.ActorId);
        var failure = await Assert.ThrowsAsync<RpcException>(() => world.Caller.InvokeAsync("1", deadline: DateTime.UtcNow + Soon));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        var metadata = (await world.Sidecar.Client(0).GetMetadataAsync(new GetMetadataRequest())).ActorRuntime;
        Assert.Equal(("placement: disconnected", false), (metadata.Placement, metadata.HostReady));

        var after = world.Caller.InvokeAsync("1");
        await world.Faults.SetPlacementAsync(new SetPlacementRequest { Lost = false });

        await app.AnswerAsync((await app.NextCallAsync()).Id, "after");
        Assert.Equal("after", await after);
    }

    [Fact]
    public async Task Placement_LostWithACallInFlight_TheCallHangs()
    {
        await using var world = await World.StartAsync();
        await using var app = await ActorApp.HostAsync(world.Sidecar.Client(0), types: ActorCalls.Type);
        using var giveUp = new CancellationTokenSource();
        var call = world.Caller.InvokeAsync("1", cancellationToken: giveUp.Token);
        var received = await app.NextCallAsync();

        await world.Faults.SetPlacementAsync(new SetPlacementRequest { Lost = true });
        await app.AnswerAsync(received.Id, "too late");
        await world.Faults.SetPlacementAsync(new SetPlacementRequest { Lost = false });
        var other = world.Caller.InvokeAsync("2");
        var next = await app.NextAsync();
        if (next.DeactivateRequest is { } deactivated)
        {
            await app.DeactivatedAsync(deactivated.Id);
            next = await app.NextAsync();
        }

        await app.AnswerAsync(next.InvokeRequest.Id, "answered");

        Assert.Equal("answered", await other);
        Assert.False(call.IsCompleted);
        await giveUp.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
    }

    [Fact]
    public async Task Sidecar_StalledFor6Seconds_ActorsMoveAndItsAppLearnsOfItWhenItResumes()
    {
        await using var world = await World.StartAsync();
        await using var first = await ActorApp.HostAsync(world.Sidecar.Client(0), types: ActorCalls.Type);
        await using var second = await ActorApp.HostAsync(world.Sidecar.Client(1), types: ActorCalls.Type);
        await world.Faults.MoveActorAsync(new MoveActorRequest { ActorType = ActorCalls.Type, ActorId = "1", Replica = First });
        var before = world.Caller.InvokeAsync("1");
        await first.AnswerAsync((await first.NextCallAsync()).Id, "first");
        Assert.Equal("first", await before);

        await world.Faults.StallSidecarAsync(new StallSidecarRequest { Replica = First, Stalled = true });
        var stuck = await Assert.ThrowsAsync<RpcException>(() => world.Caller.InvokeAsync("1", deadline: DateTime.UtcNow + Soon));
        Assert.Equal(StatusCode.DeadlineExceeded, stuck.StatusCode);
        world.Time.Advance(TimeSpan.FromSeconds(6.3));
        var moved = world.Caller.InvokeAsync("1");
        await second.AnswerAsync((await second.NextCallAsync()).Id, "second");
        Assert.Equal("second", await moved);
        Assert.False(first.HasMore);

        await world.Faults.StallSidecarAsync(new StallSidecarRequest { Replica = First, Stalled = false });

        var learned = await first.NextAsync();
        Assert.Equal("1", learned.DeactivateRequest?.ActorId);
        await first.DeactivatedAsync(learned.DeactivateRequest!.Id);
    }

    [Fact]
    public async Task Sidecar_Stalled_ItsOwnCallsWait()
    {
        await using var world = await World.StartAsync();
        await world.Faults.StallSidecarAsync(new StallSidecarRequest { Replica = First, Stalled = true });

        var call = world.Sidecar.Client(0).SaveAsync(StateCalls.Item("key", "value"));
        var other = world.Sidecar.Client(1).SaveAsync(StateCalls.Item("key", "value"));
        await other;
        Assert.False(call.IsCompleted);

        await world.Faults.ClearFaultsAsync(new ClearFaultsRequest());
        await call;
    }

    [Fact]
    public async Task Sidecar_Killed_CutsItsAppOffAndItsActorsMoveUntilItIsStartedAgain()
    {
        await using var world = await World.StartAsync();
        await using var first = await ActorApp.HostAsync(world.Sidecar.Client(0), types: ActorCalls.Type);
        await using var second = await ActorApp.HostAsync(world.Sidecar.Client(1), types: ActorCalls.Type);
        await world.Faults.MoveActorAsync(new MoveActorRequest { ActorType = ActorCalls.Type, ActorId = "1", Replica = First });
        var before = world.Caller.InvokeAsync("1");
        await first.AnswerAsync((await first.NextCallAsync()).Id, "first");
        Assert.Equal("first", await before);

        await world.Faults.KillSidecarAsync(new KillSidecarRequest { Replica = First, Killed = true });

        await first.EndedAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await world.Sidecar.Client(0).GetMetadataAsync(new GetMetadataRequest()));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        var moved = world.Caller.InvokeAsync("1");
        await second.AnswerAsync((await second.NextCallAsync()).Id, "second");
        Assert.Equal("second", await moved);

        await world.Faults.KillSidecarAsync(new KillSidecarRequest { Replica = First, Killed = false });

        using var anew = GrpcChannel.ForAddress(world.Sidecar.Host.Endpoints[0].Grpc);
        var known = await new global::Dapr.Proto.Runtime.V1.Dapr.DaprClient(anew).GetMetadataAsync(new GetMetadataRequest());
        Assert.Equal("host", known.Id);
    }

    [Fact]
    public async Task ActorStream_StalledFor15Seconds_ItIsEndedAndItsActorsMove()
    {
        await using var world = await World.StartAsync();
        await using var first = await ActorApp.HostAsync(world.Sidecar.Client(0), types: ActorCalls.Type);
        await using var second = await ActorApp.HostAsync(world.Sidecar.Client(1), types: ActorCalls.Type);
        await world.Faults.MoveActorAsync(new MoveActorRequest { ActorType = ActorCalls.Type, ActorId = "1", Replica = First });

        await world.Faults.StallActorStreamAsync(new StallActorStreamRequest { Replica = First, Stalled = true });
        var stuck = await Assert.ThrowsAsync<RpcException>(() => world.Caller.InvokeAsync("1", deadline: DateTime.UtcNow + Soon));
        Assert.Equal(StatusCode.DeadlineExceeded, stuck.StatusCode);
        Assert.False(first.HasMore);
        world.Time.Advance(TimeSpan.FromSeconds(15));

        await first.EndedAsync();
        var moved = world.Caller.InvokeAsync("1");
        await second.AnswerAsync((await second.NextCallAsync()).Id, "second");
        Assert.Equal("second", await moved);
    }

    [Fact]
    public async Task Actor_MovedWhileItsOldOwnerRuns_BothHaveIt()
    {
        await using var world = await World.StartAsync();
        await using var first = await ActorApp.HostAsync(world.Sidecar.Client(0), types: ActorCalls.Type);
        await using var second = await ActorApp.HostAsync(world.Sidecar.Client(1), types: ActorCalls.Type);
        await world.Faults.MoveActorAsync(new MoveActorRequest { ActorType = ActorCalls.Type, ActorId = "1", Replica = First });
        var before = world.Caller.InvokeAsync("1");
        await first.AnswerAsync((await first.NextCallAsync()).Id, "first");
        await before;

        await world.Faults.MoveActorAsync(new MoveActorRequest { ActorType = ActorCalls.Type, ActorId = "1", Replica = Second });

        var after = world.Caller.InvokeAsync("1");
        await second.AnswerAsync((await second.NextCallAsync()).Id, "second");
        Assert.Equal("second", await after);
        Assert.False(first.HasMore);
        var counts = new[] { world.Sidecar.Client(0), world.Sidecar.Client(1) }
            .Select(client => client.GetMetadata(new GetMetadataRequest()).ActorRuntime.ActiveActors.Single().Count);
        Assert.Equal([1, 1], counts);
    }

    [Theory]
    [InlineData(StateFaultKind.FailBefore, "")]
    [InlineData(StateFaultKind.FailAfter, "new")]
    public async Task Write_Fails_BeforeOrAfterItsEffect(StateFaultKind kind, string stored)
    {
        await using var world = await World.StartAsync();
        var client = world.Sidecar.Client(0);
        await world.Faults.SetStateFaultAsync(
            new SetStateFaultRequest { Store = StateCalls.Name, Kind = kind, KeyContains = "journal", Count = 1 });

        await client.SaveAsync(StateCalls.Item("other", "well"));
        var failure = await Assert.ThrowsAsync<RpcException>(() => client.SaveAsync(StateCalls.Item("journal/1", "new")));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Equal(stored, await client.TextAsync("journal/1"));
        await client.SaveAsync(StateCalls.Item("journal/1", "again"));
        Assert.Equal("again", await client.TextAsync("journal/1"));
    }

    [Theory]
    [InlineData(StateFaultKind.DelayBefore, "")]
    [InlineData(StateFaultKind.DelayAfter, "new")]
    public async Task Write_IsDelayed_BeforeOrAfterItsEffect(StateFaultKind kind, string storedMeanwhile)
    {
        await using var world = await World.StartAsync();
        var client = world.Sidecar.Client(0);
        await world.Faults.SetStateFaultAsync(new SetStateFaultRequest
        {
            Store = StateCalls.Name,
            Kind = kind,
            KeyContains = "slow",
            Delay = Duration.FromTimeSpan(TimeSpan.FromSeconds(4)),
        });

        var write = client.SaveAsync(StateCalls.Item("slow", "new"));
        await world.Sidecar.Client(1).SaveAsync(StateCalls.Item("barrier", "written"));
        await Expect.UntilAsync(async () => await client.TextAsync("slow") == storedMeanwhile);
        Assert.False(write.IsCompleted);
        await Expect.UntilAsync(() =>
        {
            // Whether the write waits already is not to be seen: time passes until it does.
            world.Time.Advance(TimeSpan.FromSeconds(4));
            return Task.FromResult(write.IsCompleted);
        });

        await write;
        Assert.Equal("new", await client.TextAsync("slow"));
    }

    [Theory]
    [InlineData(DeliveryFaultKind.Drop, new[] { "2" })]
    [InlineData(DeliveryFaultKind.Repeat, new[] { "1", "1", "2" })]
    [InlineData(DeliveryFaultKind.Reorder, new[] { "2", "1" })]
    public async Task Delivery_OfTheFirstMessage_IsDroppedRepeatedOrOvertaken(DeliveryFaultKind kind, string[] expected)
    {
        await using var world = await World.StartAsync();
        await using var subscriber = await SubscriberUnderTest.OpenAsync(world.Sidecar.Client(0), "t");
        await world.Faults.SetDeliveryFaultAsync(
            new SetDeliveryFaultRequest { Pubsub = "pubsub", Topic = "t", Kind = kind, Count = 1 });

        await world.Caller.PublishAsync("t", "1");
        await world.Caller.PublishAsync("t", "2");

        var received = new List<string>();
        while (received.Count < expected.Length)
        {
            var next = await subscriber.NextAsync();
            received.Add(next.Data.ToStringUtf8());
            await subscriber.AnswerAsync(next);
        }

        Assert.Equal(expected, received);
    }

    [Fact]
    public async Task Request_ThatIsWrong_SaysWhatIsWrong()
    {
        await using var world = await World.StartAsync();

        var noReplica = await Assert.ThrowsAsync<RpcException>(async () =>
            await world.Faults.StallSidecarAsync(new StallSidecarRequest { Replica = new Replica { AppId = "host", Index = 7 } }));
        var noDelay = await Assert.ThrowsAsync<RpcException>(async () =>
            await world.Faults.SetStateFaultAsync(new SetStateFaultRequest { Store = "store", Kind = StateFaultKind.DelayAfter }));
        var notHosted = await Assert.ThrowsAsync<RpcException>(async () =>
            await world.Faults.MoveActorAsync(new MoveActorRequest { ActorType = "None", ActorId = "1", Replica = First }));

        Assert.Equal(
            (StatusCode.NotFound, StatusCode.InvalidArgument, StatusCode.FailedPrecondition),
            (noReplica.StatusCode, noDelay.StatusCode, notHosted.StatusCode));
    }

    [Fact]
    public async Task Run_WithoutAControlPort_ServesNoFaults()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync();

        Assert.Null(sidecar.Host.Control);
    }

    /// <summary>Two replicas of one app and a caller, with a control port, on a clock that the test drives.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly GrpcChannel channel;

        private World(SidecarUnderTest sidecar, FakeTimeProvider time)
        {
            Sidecar = sidecar;
            Time = time;
            channel = GrpcChannel.ForAddress(sidecar.Host.Control!);
            Faults = new FaultService.FaultServiceClient(channel);
        }

        public SidecarUnderTest Sidecar { get; }

        public FakeTimeProvider Time { get; }

        public FaultService.FaultServiceClient Faults { get; }

        public global::Dapr.Proto.Runtime.V1.Dapr.DaprClient Caller => Sidecar.Client(2);

        public static async Task<World> StartAsync()
        {
            var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
            var sidecar = await SidecarUnderTest.StartAsync(
                options => options with
                {
                    Apps = [new() { AppId = "host" }, new() { AppId = "host" }, new() { AppId = "caller" }],
                    ControlPort = 0,
                    Time = time,
                },
                ComponentText.Of("store", "state.in-memory", [("actorStateStore", "true")]),
                ComponentText.Of("pubsub", "pubsub.in-memory", []));
            return new World(sidecar, time);
        }

        public async ValueTask DisposeAsync()
        {
            channel.Dispose();
            await Sidecar.DisposeAsync();
        }
    }
}
