using System.Collections.Concurrent;
using Dapr.Proto.Runtime.V1;
using Mesh.Sidecar.Monitoring;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Actors;

/// <summary>The actors that are active behind one sidecar, and the streams of the app that hosts them (contract 7.2).</summary>
internal sealed class ActorHost(
    string name,
    string appId,
    bool hasStateStore,
    Placement placement,
    SidecarMetrics metrics,
    TimeProvider time,
    ILogger<ActorHost> logger)
{
    private static readonly TimeSpan DeactivationLimit = TimeSpan.FromSeconds(2);

    private readonly Quirk _turnFreed = new(
        logger,
        $"app {appId}: a caller of an actor gave up, so the actor's turn is free although its app may still be at work: make methods "
        + "idempotent, and guard what must not run twice at once");

    private readonly Quirk _markLost = new(
        logger, $"app {appId}: an actor's answer that was marked as an error has reached its caller without the mark: say it in the data");

    private readonly Lock _gate = new();
    private readonly List<ActorConnection> _connections = [];
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ActorAddress, ActorInstance> _instances = new();
    private TaskCompletionSource _registered = Completed();
    private volatile bool _isAway;

    /// <summary>Told when an actor is deactivated here.</summary>
    public event Action<ActorAddress>? Deactivated;

    /// <summary>Unique in a run; placement draws by it.</summary>
    public string Name { get; } = name;

    /// <summary>The app behind the sidecar.</summary>
    public string AppId { get; } = appId;

    /// <summary>Counts what happens here.</summary>
    public SidecarMetrics Metrics { get; } = metrics;

    /// <summary>True when the app has announced types that are still in force.</summary>
    public bool IsRegistered
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count > 0 && _types.Count > 0;
            }
        }
    }

    /// <summary>True when the type is hosted here.</summary>
    public bool Hosts(string type)
    {
        lock (_gate)
        {
            return _types.Contains(type);
        }
    }

    /// <summary>True when the actor is active here.</summary>
    public bool IsActive(ActorAddress actor) => _instances.ContainsKey(actor);

    /// <summary>How many actors of each hosted type are active here.</summary>
    public IReadOnlyList<ActiveActorsCount> Counts()
    {
        lock (_gate)
        {
            return [.. _types.Order(StringComparer.Ordinal).Select(type => new ActiveActorsCount
            {
                Type = type,
                Count = _instances.Keys.Count(actor => actor.Type == type),
            })];
        }
    }

    /// <summary>
    /// Ends when calls may be made through this sidecar: after a stream has ended they wait for the next, as with daprd. Calls before the
    /// first stream do not wait.
    /// </summary>
    public Task WaitUntilOpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _registered.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes a stream into use. From now on every callback goes to it, whatever types it announced.</summary>
    public void Register(ActorConnection connection)
    {
        lock (_gate)
        {
            _connections.Add(connection);
            _types.UnionWith(connection.Terms.Types);
            Announce();
            _registered.TrySetResult();
        }

        Log.HostRegistered(logger, AppId, string.Join(", ", connection.Terms.Types));
        foreach (var setting in connection.Terms.Ignored)
        {
            Log.SettingIgnored(logger, AppId, setting);
        }

        foreach (var type in connection.Terms.NotHosted)
        {
            Log.TypeNotHosted(logger, AppId, type);
        }
    }

    /// <summary>Forgets a stream that ended. Its types go by name, also when a newer stream has announced them.</summary>
    public void Unregister(ActorConnection connection)
    {
        connection.Close();
        lock (_gate)
        {
            _connections.Remove(connection);
            _types.ExceptWith(connection.Terms.Types);
            foreach (var (actor, instance) in _instances.Where(entry => connection.Terms.Types.Contains(entry.Key.Type)))
            {
                Forget(actor, instance);
            }

            if (_connections.Count == 0 && _registered.Task.IsCompleted)
            {
                _registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            Announce();
        }

        Log.HostUnregistered(logger, AppId);
    }

    /// <summary>Makes a callback in the actor's turn.</summary>
    /// <param name="actor">The actor; it is activated when it is not.</param>
    /// <param name="make">Makes the message, given its id.</param>
    /// <param name="cancellationToken">Gives up: the turn is free then, though the app may still be at work.</param>
    /// <returns>The app's answer; null when the actor belongs to another host by now.</returns>
    /// <exception cref="Grpc.Core.RpcException">The stream ended or the actor was deactivated first.</exception>
    public async Task<SubscribeActorEventsRequestAlpha1?> CallAsync(
        ActorAddress actor, Func<string, SubscribeActorEventsResponseAlpha1> make, CancellationToken cancellationToken)
    {
        using var pending = Metrics.PendingActorCall(actor.Type);
        while (true)
        {
            if (Activate(actor) is not { } instance)
            {
                return null;
            }

            // The app hears of the end of the former activation before it gets a call of this one. Not asked before there is this one: an
            // activation may end at any time, and would have been followed by this one unseen.
            await placement.Departure(actor).WaitAsync(cancellationToken);
            await instance.EnterAsync(cancellationToken);
            try
            {
                if (!instance.IsClosed)
                {
                    return await CallAsync(instance, make, cancellationToken);
                }
            }
            finally
            {
                instance.Leave();
            }
        }
    }

    /// <summary>Placement takes the sidecar for dead. It is not told, and neither is its app.</summary>
    public void LeavePlacement()
    {
        lock (_gate)
        {
            _isAway = true;
            placement.Announce(this, new HashSet<string>());
        }
    }

    /// <summary>Placement hears of the sidecar again: what it still has is deactivated, and it offers itself anew.</summary>
    public void ReturnToPlacement()
    {
        lock (_gate)
        {
            if (!_isAway)
            {
                return;
            }

            _isAway = false;
        }

        DeactivateAll();
        lock (_gate)
        {
            Announce();
        }
    }

    /// <summary>Deactivates every actor that is active here, and tells the app.</summary>
    public void DeactivateAll()
    {
        foreach (var (actor, instance) in _instances)
        {
            Deactivate(actor, instance);
        }
    }

    /// <summary>Ends every stream of the app.</summary>
    public void EndStreams()
    {
        lock (_gate)
        {
            _connections.ForEach(connection => connection.Close());
        }
    }

    /// <summary>Begins to move away the actors that placement gives to others. Called under placement's lock.</summary>
    public void BeginDepartures()
    {
        if (_isAway)
        {
            return;
        }

        foreach (var (actor, instance) in _instances)
        {
            if (placement.Find(actor) is { } owner && owner != this)
            {
                placement.Depart(actor, Task.Run(() => DepartAsync(actor, instance)));
            }
        }
    }

    private async Task<SubscribeActorEventsRequestAlpha1> CallAsync(
        ActorInstance instance, Func<string, SubscribeActorEventsResponseAlpha1> make, CancellationToken cancellationToken)
    {
        var connection = Newest() ?? throw ActorErrors.Cancelled();
        instance.Started();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, instance.Closed);
        try
        {
            var answer = await connection.CallAsync(make, ending.Token);
            if (answer.InvokeResponse is { Error: true })
            {
                _markLost.Happened();
            }

            return answer;
        }
        catch (OperationCanceledException) when (instance.IsClosed)
        {
            throw ActorErrors.Cancelled();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _turnFreed.Happened();
            throw;
        }
    }

    private ActorInstance? Activate(ActorAddress actor)
    {
        lock (_gate)
        {
            if (_connections.Count == 0 || !_types.Contains(actor.Type) || placement.Find(actor) != this)
            {
                return null;
            }

            if (_instances.TryGetValue(actor, out var known))
            {
                return known;
            }

            var connection = _connections.FindLast(connection => connection.Terms.Types.Contains(actor.Type)) ?? _connections[^1];
            var instance = new ActorInstance(
                time, connection.Terms.IdleTimeoutOf(actor.Type), idled => Deactivate(actor, idled));
            _instances[actor] = instance;
            if (placement.Find(actor) == this)
            {
                return instance;
            }

            // It has moved between the two looks, and whoever moved it may not have seen the new activation.
            Forget(actor, instance);
            return null;
        }
    }

    /// <summary>Ends an activation and tells the app, unless it was ended before: then whoever did it tells.</summary>
    private void Deactivate(ActorAddress actor, ActorInstance instance)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        placement.Depart(actor, told.Task);
        if (!Forget(actor, instance))
        {
            told.SetResult();
            return;
        }

        _ = Task.Run(async () =>
        {
            try
            {
                await TellDeactivatedAsync(actor);
            }
            finally
            {
                told.SetResult();
            }
        });
    }

    /// <summary>Likewise, once the actor's turn is free or its drain time is over.</summary>
    private async Task DepartAsync(ActorAddress actor, ActorInstance instance)
    {
        var limit = Newest()?.Terms.DrainTimeoutOf(actor.Type) ?? TimeSpan.Zero;
        var hasTurn = await instance.TryEnterAsync(limit);
        var isEnded = Forget(actor, instance);
        if (hasTurn)
        {
            instance.Leave();
        }

        if (isEnded)
        {
            await TellDeactivatedAsync(actor);
        }
    }

    private async Task TellDeactivatedAsync(ActorAddress actor)
    {
        if (Newest() is not { } connection)
        {
            return;
        }

        using var limit = new CancellationTokenSource(DeactivationLimit, time);
        try
        {
            await connection.CallAsync(id => ActorMessages.Deactivate(id, actor), limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or Grpc.Core.RpcException)
        {
            Log.DeactivationUnanswered(logger, actor.ToString());
        }
    }

    /// <summary>Ends an activation; false when it was ended before. A later one is left alone.</summary>
    private bool Forget(ActorAddress actor, ActorInstance instance)
    {
        instance.Close();
        if (!_instances.TryRemove(new KeyValuePair<ActorAddress, ActorInstance>(actor, instance)))
        {
            return false;
        }

        Metrics.ActorDeactivated(actor.Type);
        Deactivated?.Invoke(actor);
        return true;
    }

    private ActorConnection? Newest()
    {
        lock (_gate)
        {
            return _connections.Count == 0 ? null : _connections[^1];
        }
    }

    /// <summary>Without a store for their state the types are never callable.</summary>
    private void Announce()
    {
        if (_isAway)
        {
            return;
        }

        if (hasStateStore)
        {
            placement.Announce(this, _types.ToHashSet(StringComparer.Ordinal));
        }
        else if (_types.Count > 0)
        {
            Log.NoStateStore(logger, AppId);
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        completed.SetResult();
        return completed;
    }
}
