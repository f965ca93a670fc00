namespace Mesh.Sidecar.Actors;

/// <summary>An actor that is active on a host: one call at a time, first come first served.</summary>
internal sealed class ActorInstance : IDisposable
{
    private readonly SemaphoreSlim _turn = new(initialCount: 1);
    private readonly CancellationTokenSource _closed = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _idleTimeout;
    private readonly ITimer _idle;
    private long _lastStart;

    /// <summary>Activates an actor.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="idleTimeout">After so long without a call's start it is idle.</param>
    /// <param name="idled">Told once, when it is.</param>
    public ActorInstance(TimeProvider time, TimeSpan idleTimeout, Action<ActorInstance> idled)
    {
        _time = time;
        _idleTimeout = idleTimeout;
        _lastStart = time.GetTimestamp();
        _idle = time.CreateTimer(_ => CheckIdle(idled), state: null, idleTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>True when it has been deactivated: a new instance has to take the call.</summary>
    public bool IsClosed => _closed.IsCancellationRequested;

    /// <summary>Cancelled when it is deactivated.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Waits for the turn.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);

    /// <summary>Waits for the turn, but not for longer than a limit.</summary>
    public async Task<bool> TryEnterAsync(TimeSpan limit)
    {
        using var giveUp = new CancellationTokenSource(limit, _time);
        try
        {
            await _turn.WaitAsync(giveUp.Token);
            return true;
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Counts the start of a call.</summary>
    public void Started() => Volatile.Write(ref _lastStart, _time.GetTimestamp());

    /// <summary>Gives the turn back.</summary>
    public void Leave() => _turn.Release();

    /// <summary>Deactivates it: a call in flight is cancelled.</summary>
    public void Close()
    {
        // Not on this thread: what waits for the token would go on in here.
        _ = _closed.CancelAsync();
        _idle.Dispose();
    }

    /// <summary>Closes it; those that wait for the turn still find it.</summary>
    public void Dispose() => Close();

    private void CheckIdle(Action<ActorInstance> idled)
    {
        var left = _idleTimeout - _time.GetElapsedTime(Volatile.Read(ref _lastStart));
        if (left <= TimeSpan.Zero)
        {
            idled(this);
        }
        else
        {
            _idle.Change(left, Timeout.InfiniteTimeSpan);
        }
    }
}
