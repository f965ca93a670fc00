using Mesh.Dapr;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Sidecar;

namespace Mesh.Journal.Tests.Placement;

/// <summary>A sidecar with placement, in a few lines: actors are placed on the one host there is, unless placement is away.</summary>
internal sealed class LocalPlacement : ISidecar, IActorHost, IActorClient, IActorReminders
{
    private readonly TaskCompletionSource registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? silence;
    private int unanswered;
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyDictionary<string, IActor> actors = new Dictionary<string, IActor>();

    /// <inheritdoc/>
    public event EventHandler<ActorHostEvent>? Changed;

    /// <inheritdoc/>
    public ActorHostState State { get; private set; }

    /// <summary>True: every call fails, as on a real sidecar when its time is up.</summary>
    public bool IsAway { get; set; }

    /// <summary>Number of calls that reached an actor.</summary>
    public int CallCount { get; private set; }

    /// <summary>Completes with the next call of an actor that is made, whatever becomes of it.</summary>
    public Task NextCall => next.Task;

    /// <summary>Reminders that are registered, as <c>type/id/name</c>.</summary>
    public List<string> Reminders { get; } = [];

    /// <summary>What happened, in order.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>The actors of the host's one type.</summary>
    public IActor Actors => actors.Values.Single();

    /// <inheritdoc/>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        Steps.Add("sidecar ready");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<SidecarMetadata> GetMetadataAsync(CancellationToken cancellationToken)
    {
        if (silence is null)
        {
            return Task.FromResult(new SidecarMetadata(
                "text", "test", [], SidecarActorStatus.Running, IsActorHostReady: true, IsPlacementConnected: !IsAway));
        }

        // Who asks again has made of the first silence what it makes of it.
        if (Interlocked.Increment(ref unanswered) == 2)
        {
            silence.TrySetResult();
        }

        return Task.FromException<SidecarMetadata>(new SidecarException(DaprFailure.TimedOut, "the sidecar does not answer"));
    }

    /// <summary>Lets the sidecar answer no question about itself any more; completes when two were asked, one after the other.</summary>
    public Task SilenceAsync()
    {
        unanswered = 0;
        silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return silence.Task;
    }

    /// <summary>Lets the sidecar answer again.</summary>
    public void Speak() => silence = null;

    /// <inheritdoc/>
    public Task ShutdownAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Start(IReadOnlyDictionary<string, IActor> hosted)
    {
        Steps.Add($"hosts {string.Join(',', hosted.Keys)}");
        actors = hosted;
        State = ActorHostState.Registered;
        registered.SetResult();
        Changed?.Invoke(this, new ActorHostEvent.Registered());
    }

    /// <inheritdoc/>
    public Task WaitUntilRegisteredAsync(CancellationToken cancellationToken) => registered.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Steps.Add("host stopped");
        State = ActorHostState.Stopped;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(
        ActorId actor, string method, ReadOnlyMemory<byte> data, TimeSpan? timeLimit, CancellationToken cancellationToken)
    {
        var called = next;
        next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        called.SetResult();
        if (IsAway)
        {
            throw new ActorException(DaprFailure.TimedOut, "placement is away");
        }

        CallCount++;
        try
        {
            return await actors[actor.Type].InvokeAsync(
                new ActorCall(actor, method, data, new Dictionary<string, string>()), cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new ActorException(DaprFailure.Failed, failure.Message);
        }
    }

    /// <inheritdoc/>
    public Task RegisterAsync(
        ActorId actor, string name, ReminderSchedule schedule, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Reminders.Add($"{actor}/{name}");
        return IsAway ? throw new ActorException(DaprFailure.TimedOut, "placement is away") : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task UnregisterAsync(ActorId actor, string name, CancellationToken cancellationToken)
    {
        Reminders.Remove($"{actor}/{name}");
        return Task.CompletedTask;
    }
}
