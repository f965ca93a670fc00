using System.Runtime.CompilerServices;
using Mesh.Dapr.Actors;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.State;
using Mesh.Journal.Owners;
using Mesh.Journal.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal.Placement;

/// <summary>
/// The life of a service's journal. Start: sidecar ready, partition count checked, actors hosted, partitions woken in the background. Stop:
/// partitions finish what waits and answer, then the actor stream ends, for a sidecar that is told to stop stays while it is open.
/// </summary>
internal sealed class JournalHost<TState, TCommand, TResult, TEvent>(
    IJournaledMachine<TState, TCommand, TResult, TEvent> machine,
    PartitionSet<TState, TCommand, TResult, TEvent> partitions,
    JournalOptions options,
    ISidecar sidecar,
    IStateStore store,
    IActorHost actorHost,
    TimeProvider time,
    ILoggerFactory loggers,
    SidecarWatch? watch = null) : IHostedService, IJournalHost, IDisposable
{
    /// <summary>How long to wait for placement before partitions are served without it.</summary>
    private static readonly TimeSpan RegistrationTimeMax = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time between two calls to a partition's actor: far less than the idle time that the actor host registers (1 h), and how long a
    /// partition that was taken over in need stays where placement does not propose it.
    /// </summary>
    private static readonly TimeSpan KeepAwakePeriod = TimeSpan.FromMinutes(1);

    /// <summary>Longest wait before a partition in trouble is tried again.</summary>
    private static readonly TimeSpan WakeDelayMax = TimeSpan.FromSeconds(10);

    private readonly ILogger logger = loggers.CreateLogger("Mesh.Journal");
    private readonly TaskCompletionSource serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();
    private Task waking = Task.CompletedTask;
    private Task following = Task.CompletedTask;
    private int settledCount;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await sidecar.WaitUntilReadyAsync(cancellationToken);
        await PartitionLayout.EnsureAsync(store, machine.Service, options.PartitionCount, cancellationToken);
        actorHost.Start(new Dictionary<string, IActor> { [partitions.ActorType] = new PartitionActor(partitions, options) });
        waking = KeepAllAwakeAsync(stopping.Token);
        following = FollowAsync(stopping.Token);
    }

    /// <inheritdoc/>
    public Task WaitUntilServingAsync(CancellationToken cancellationToken) => serving.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<bool> FollowServingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await WaitUntilServingAsync(cancellationToken);
        using var changes = new SemaphoreSlim(0);
        var noticed = () => { changes.Release(); };
        if (watch is not null)
        {
            watch.Changed += noticed;
        }

        try
        {
            while (true)
            {
                yield return watch is not { IsSick: true };
                await changes.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            if (watch is not null)
            {
                watch.Changed -= noticed;
            }
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await waking.WaitAsync(cancellationToken);
        await following;
        await partitions.CloseAsync(cancellationToken);
        await actorHost.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task KeepAllAwakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitForPlacementAsync(cancellationToken);
            await Task.WhenAll(Enumerable.Range(0, partitions.Count).Select(number => KeepAwakeAsync(number, cancellationToken)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            serving.TrySetCanceled(cancellationToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var beats = new PeriodicTimer(FollowPace.Beat, time);
        try
        {
            while (await beats.WaitForNextTickAsync(cancellationToken))
            {
                partitions.Beat();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task WaitForPlacementAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(RegistrationTimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await actorHost.WaitUntilRegisteredAsync(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.PlacementAway(logger, machine.Service, RegistrationTimeMax);
        }
    }

    /// <summary>
    /// Wakes a partition, and wakes it again when its activation has ended or its owner is gone: somewhere it has to be owned, for what was
    /// interrupted goes on without being asked. Calls now and then keep Dapr from taking the actor for idle, because commands do not pass
    /// through it, and bring the partition back to where placement proposes it.
    /// </summary>
    private async Task KeepAwakeAsync(int number, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var partition = await WakeAsync(number, cancellationToken);
            if (isFirst && Interlocked.Increment(ref settledCount) == partitions.Count)
            {
                BeginServing();
            }

            if (partition is null)
            {
                return;
            }

            await WhenToWakeAgainAsync(number, partition, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task WhenToWakeAgainAsync(
        int number, Partition<TState, TCommand, TResult, TEvent> partition, CancellationToken cancellationToken)
    {
        var slot = partitions.SlotOf(number);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(partition.Completion, slot.Nudged, Task.Delay(KeepAwakePeriod, time, waiting.Token));
        await waiting.CancelAsync();
        slot.TakeNudge();
    }

    /// <summary>A damaged partition does not keep the tenants of all others waiting.</summary>
    private void BeginServing()
    {
        var damaged = Enumerable.Range(0, partitions.Count).Count(partitions.IsDamaged);
        if (damaged == 0)
        {
            Log.AllServe(logger, machine.Service, partitions.Count);
        }
        else
        {
            Log.SomeServe(logger, machine.Service, partitions.Count, damaged);
        }

        serving.TrySetResult();
    }

    /// <summary>Wakes a partition, however long it takes; null when its journal is damaged.</summary>
    private async Task<Partition<TState, TCommand, TResult, TEvent>?> WakeAsync(int number, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time, seed: (ulong)number, WakeDelayMax, Timeout.InfiniteTimeSpan);
        while (true)
        {
            try
            {
                return await partitions.PlaceAsync(number).WaitAsync(cancellationToken);
            }
            catch (Mesh.Kernel.ServiceUnavailableException) when (partitions.IsDamaged(number))
            {
                return null;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // Whatever it is, a bug included: nobody else wakes this partition.
                Log.WakeFailed(logger, failure, number);
                await backoff.WaitAsync(cancellationToken);
            }
        }
    }
}
