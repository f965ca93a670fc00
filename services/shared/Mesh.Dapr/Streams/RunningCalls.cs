namespace Mesh.Dapr.Streams;

/// <summary>Counts what runs, so that a stop can wait for the last. Safe for concurrent use.</summary>
internal sealed class RunningCalls(int limit)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isClosed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>False when closed or at the limit; otherwise the caller must <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_isClosed || _count >= limit)
            {
                return false;
            }

            _count++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _count--;
            CompleteWhenEmpty();
        }
    }

    /// <summary>Lets nobody in any more; the task ends when the last has left.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            CompleteWhenEmpty();
            return _empty.Task;
        }
    }

    private void CompleteWhenEmpty()
    {
        if (_isClosed && _count == 0)
        {
            _empty.TrySetResult();
        }
    }
}
