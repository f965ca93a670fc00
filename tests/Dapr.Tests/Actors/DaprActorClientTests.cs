using System.Diagnostics;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Tests.Fixtures;

namespace Mesh.Dapr.Tests.Actors;

public sealed class DaprActorClientTests : IAsyncLifetime
{
    private static readonly ActorId Actor = new("Partition", "7");
    private ScriptedSidecar _sidecar = null!;
    private DaprConnection _connection = null!;
    private DaprActorClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await ScriptedSidecar.StartAsync();
        _connection = new DaprConnection(_sidecar.Options);
        _client = new DaprActorClient(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Invoke_Answered_ReturnsTheBytes()
    {
        _sidecar.Dapr.Answer<InvokeActorRequest>(request => new InvokeActorResponse { Data = request.Data });

        var answer = await _client.InvokeAsync(Actor, "wake", "ping"u8.ToArray(), timeLimit: null, CancellationToken.None);

        Assert.Equal("ping"u8.ToArray(), answer.ToArray());
        var request = Assert.IsType<InvokeActorRequest>(Assert.Single(_sidecar.Dapr.Calls).Request);
        Assert.Equal(("Partition", "7", "wake"), (request.ActorType, request.ActorId, request.Method));
    }

    [Fact]
    public async Task Invoke_InsideATrace_CarriesItInTheRequest()
    {
        _sidecar.Dapr.Answer<InvokeActorRequest>(_ => new InvokeActorResponse());
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        await _client.InvokeAsync(Actor, "wake", default, timeLimit: null, CancellationToken.None);

        var request = Assert.IsType<InvokeActorRequest>(Assert.Single(_sidecar.Dapr.Calls).Request);
        Assert.Equal(activity.Id, request.Metadata["traceparent"]);
    }

    [Fact]
    public async Task Invoke_PlacementIsAway_ThrowsAtTheGivenTimeLimit()
    {
        _sidecar.Dapr.Hang<InvokeActorRequest>();

        var thrown = await Assert.ThrowsAsync<ActorException>(
            () => _client.InvokeAsync(Actor, "wake", default, TimeSpan.FromMilliseconds(200), CancellationToken.None).Within());

        Assert.Equal(DaprFailure.TimedOut, thrown.Failure);
    }

    [Fact]
    public async Task Invoke_CalleeThrew_ThrowsWithItsMessage()
    {
        _sidecar.Dapr.Fail<InvokeActorRequest>(StatusCode.Internal, "error invoke actor method: error from actor service: not today");

        var thrown = await Assert.ThrowsAsync<ActorException>(
            () => _client.InvokeAsync(Actor, "wake", default, timeLimit: null, CancellationToken.None));

        Assert.Equal(DaprFailure.Failed, thrown.Failure);
        Assert.Contains("not today", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15_000_000, null, "1500ms", "")]
    [InlineData(1, 20_000_001L, "1ms", "2001ms")]
    [InlineData(0, 10_000L, "0ms", "1ms")]
    public async Task Register_Schedule_IsSentInWholeMillisecondsNeverEarly(
        long dueInTicks, long? periodTicks, string dueTime, string period)
    {
        _sidecar.Dapr.Answer<RegisterActorReminderRequest>(_ => new Empty());
        var schedule = new ReminderSchedule(TimeSpan.FromTicks(dueInTicks), periodTicks is { } ticks ? TimeSpan.FromTicks(ticks) : null);

        await _client.RegisterAsync(Actor, "expiry", schedule, new byte[] { 1, 2 }, CancellationToken.None);

        var request = Assert.IsType<RegisterActorReminderRequest>(Assert.Single(_sidecar.Dapr.Calls).Request);
        Assert.Equal((dueTime, period, "expiry"), (request.DueTime, request.Period, request.Name));
        Assert.Equal(ByteString.CopyFrom(1, 2), request.Data);
    }

    [Fact]
    public void Schedule_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReminderSchedule(TimeSpan.FromTicks(-1), null));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReminderSchedule(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public async Task Register_TypeOfAnotherApp_ThrowsDenied()
    {
        _sidecar.Dapr.Fail<RegisterActorReminderRequest>(StatusCode.PermissionDenied, "only possible on hosted actor types");

        var thrown = await Assert.ThrowsAsync<ActorException>(
            () => _client.RegisterAsync(Actor, "expiry", new ReminderSchedule(TimeSpan.Zero, null), default, CancellationToken.None));

        Assert.Equal(DaprFailure.Denied, thrown.Failure);
    }

    [Fact]
    public async Task Unregister_Name_IsSent()
    {
        _sidecar.Dapr.Answer<UnregisterActorReminderRequest>(_ => new Empty());

        await _client.UnregisterAsync(Actor, "expiry", CancellationToken.None);

        Assert.Equal("expiry", Assert.IsType<UnregisterActorReminderRequest>(Assert.Single(_sidecar.Dapr.Calls).Request).Name);
    }
}
