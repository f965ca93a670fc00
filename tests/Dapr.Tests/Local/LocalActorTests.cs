using System.Threading.Channels;
using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.Tests.Fixtures;
using Mesh.Sidecar.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Dapr.Tests.Local;

/// <summary>Actors through the local sidecar: two replicas of "ledger" (entries 0 and 1) and a caller (entry 2).</summary>
public sealed class LocalActorTests : IAsyncLifetime
{
    private static readonly ActorId Partition = new("LedgerPartition", "17");
    private readonly RecordingActor _first = new();
    private readonly RecordingActor _second = new();
    private readonly List<IAsyncDisposable> _hosts = [];
    private readonly List<DaprConnection> _connections = [];
    private LocalMesh _mesh = null!;
    private DaprActorClient _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _mesh = await LocalMesh.StartAsync(
            Components.All,
            [new SidecarApp { AppId = "ledger" }, new SidecarApp { AppId = "ledger" }, new SidecarApp { AppId = "caller" }]);
        _caller = new DaprActorClient(Connect(2));
        _first.Invoke = (_, _) => Task.FromResult<ReadOnlyMemory<byte>>("first"u8.ToArray());
        _second.Invoke = (_, _) => Task.FromResult<ReadOnlyMemory<byte>>("second"u8.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _connections.ForEach(connection => connection.Dispose());
        await _mesh.DisposeAsync();
    }

    [Fact]
    public async Task Invoke_ActorOfAnotherApp_IsAnsweredByItsHost()
    {
        await HostAsync(0, _first);

        Assert.Equal("first", await CallAsync());

        Assert.Equal("invoke wake LedgerPartition/17", await _first.NextAsync());
    }

    [Fact]
    public async Task Invoke_HandlerThrows_ReachesTheCallerAsItsMessage()
    {
        await HostAsync(0, _first);
        _first.Invoke = (_, _) => throw new InvalidOperationException("not today");

        var thrown = await Assert.ThrowsAsync<ActorException>(CallAsync);

        Assert.Equal(DaprFailure.Failed, thrown.Failure);
        Assert.Contains("not today", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_HostRegisteredAndStopped_SaysSo()
    {
        var sidecar = new DaprSidecar(Connect(0), TimeProvider.System);
        var host = await HostAsync(0, _first);
        Assert.Equal(SidecarActorStatus.Running, (await sidecar.GetMetadataAsync(CancellationToken.None)).ActorStatus);

        await host.StopAsync(CancellationToken.None).Within();

        Assert.Equal(SidecarActorStatus.Initializing, (await sidecar.GetMetadataAsync(CancellationToken.None)).ActorStatus);
    }

    [Fact]
    public async Task Reminder_Due_WakesTheActorWithItsData()
    {
        await HostAsync(0, _first);
        var reminders = new DaprActorClient(Connect(0));

        await reminders.RegisterAsync(
            Partition, "expiry", new ReminderSchedule(TimeSpan.FromMilliseconds(1), null), new byte[] { 0, 255 }, CancellationToken.None);

        Assert.Equal("remind expiry LedgerPartition/17 00FF", await _first.NextAsync());
    }

    [Fact]
    public async Task Reminder_OfATypeHostedElsewhere_IsDenied()
    {
        await HostAsync(0, _first);

        var thrown = await Assert.ThrowsAsync<ActorException>(() => _caller.RegisterAsync(
            Partition, "expiry", new ReminderSchedule(TimeSpan.Zero, null), ReadOnlyMemory<byte>.Empty, CancellationToken.None));

        Assert.Equal(DaprFailure.Denied, thrown.Failure);
    }

    [Fact]
    public async Task StopHost_CallRuns_IsAnsweredAndTheNextGoesToTheOtherReplica()
    {
        var host = await HostAsync(0, _first);
        var release = new TaskCompletionSource();
        _first.Invoke = async (_, _) =>
        {
            await release.Task;
            return "finished"u8.ToArray();
        };
        var running = CallAsync();
        await _first.NextAsync();
        await HostAsync(1, _second);

        var stopping = host.StopAsync(CancellationToken.None);
        release.SetResult();

        Assert.Equal("finished", await running.Within());
        await stopping.Within();
        Assert.Equal("second", await CallAsync());
    }

    [Fact]
    public async Task SidecarEnds_ActorIsPlaced_TheHostLearnsItAndTheOtherReplicaAnswers()
    {
        var events = Channel.CreateUnbounded<ActorHostEvent>();
        await HostAsync(0, _first, happened => events.Writer.TryWrite(happened));
        Assert.Equal("first", await CallAsync());
        await HostAsync(1, _second);

        await _mesh.StopSidecarAsync(0).Within();

        ActorHostEvent happened;
        do
        {
            happened = await events.Reader.ReadAsync().AsTask().Within();
        }
        while (happened is not ActorHostEvent.StreamLost);
        Assert.Equal("second", await CallAsync());
    }

    [Fact]
    public async Task SidecarForgetsTheTypes_StreamIsStillOpen_TheHostNoticesAndRegistersAgain()
    {
        var events = Channel.CreateUnbounded<ActorHostEvent>();
        var time = new FakeTimeProvider();
        await HostAsync(0, _first, happened => events.Writer.TryWrite(happened), time);
        Assert.IsType<ActorHostEvent.Registered>(await events.Reader.ReadAsync().AsTask().Within());
        await ForgetTypesAsync();

        await WhileTimePassesAsync(time, RegisteredAgainAsync(events.Reader));

        string answer;
        try
        {
            answer = await CallAsync();
        }
        catch (ActorException)
        {
            // The end of the old stream came after the new one and took the types with it once more: the host notices that too.
            await WhileTimePassesAsync(time, RegisteredAgainAsync(events.Reader));
            answer = await CallAsync();
        }

        Assert.Equal("first", answer);
    }

    private static async Task WhileTimePassesAsync(FakeTimeProvider time, Task work)
    {
        while (!work.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await work;
    }

    private static async Task RegisteredAgainAsync(ChannelReader<ActorHostEvent> events)
    {
        while (await events.ReadAsync().AsTask().Within() is not ActorHostEvent.Registered)
        {
            // The loss comes first.
        }
    }

    /// <summary>A second stream that announces the same type and ends takes the type with it, as with daprd.</summary>
    private async Task ForgetTypesAsync()
    {
        using var other = Connect(0).Client.SubscribeActorEventsAlpha1();
        var greeting = new SubscribeActorEventsRequestInitialAlpha1 { Entities = { Partition.Type } };
        await other.RequestStream.WriteAsync(new SubscribeActorEventsRequestAlpha1 { InitialRequest = greeting });
        await other.ResponseStream.MoveNext(CancellationToken.None).Within();
        await other.RequestStream.CompleteAsync();
        Assert.False(await other.ResponseStream.MoveNext(CancellationToken.None).Within());
    }

    private async Task<string> CallAsync()
    {
        var answer = await _caller.InvokeAsync(
            Partition, "wake", ReadOnlyMemory<byte>.Empty, TimeSpan.FromSeconds(15), CancellationToken.None);
        return System.Text.Encoding.UTF8.GetString(answer.Span);
    }

    private async Task<ActorHost> HostAsync(
        int index, RecordingActor actor, Action<ActorHostEvent>? observe = null, TimeProvider? time = null)
    {
        var host = new ActorHost(Connect(index), time ?? TimeProvider.System, NullLogger<ActorHost>.Instance);
        _hosts.Add(host);
        host.Changed += (_, happened) => observe?.Invoke(happened);
        host.Start(new Dictionary<string, IActor> { [Partition.Type] = actor });
        await host.WaitUntilRegisteredAsync(CancellationToken.None).Within();
        return host;
    }

    private DaprConnection Connect(int index)
    {
        _connections.Add(_mesh.Connect(index));
        return _connections[^1];
    }
}
