namespace Mesh.Host.Calls;

/// <summary>
/// Counts the calls in flight and closes when the server is told to stop, so that a stop can wait for the last answer. Calls that arrive
/// after that are refused by <see cref="ErrorInterceptor"/>. Safe for use by all threads.
/// </summary>
public sealed class CallGate : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _callsInFlight;

    /// <summary>Cancelled when the server begins to stop: long polls and streams should then answer and end by themselves.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Says whether new calls are refused.</summary>
    public bool IsClosed => _closing.IsCancellationRequested;

    /// <summary>How many calls have begun and not ended.</summary>
    public int CallsInFlight => Volatile.Read(ref _callsInFlight);

    internal void Enter() => Interlocked.Increment(ref _callsInFlight);

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _callsInFlight) == 0 && IsClosed)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Refuses new calls from now on and completes when no call is in flight any more.</summary>
    internal async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _closing.CancelAsync();

        // A call may have ended between the last Leave and the cancellation, when nobody was told to signal yet.
        if (CallsInFlight == 0)
        {
            return;
        }

        await _empty.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _closing.Dispose();
}
