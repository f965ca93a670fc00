namespace Mesh.Sidecar.Faults;

/// <summary>Something that a test can hold up: open at first. Safe for use by all threads.</summary>
internal sealed class Gate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _open = Opened();

    /// <summary>True while whoever comes has to wait.</summary>
    public bool IsClosed => !Volatile.Read(ref _open).Task.IsCompleted;

    /// <summary>Waits until the gate is open.</summary>
    public Task WhenOpenAsync(CancellationToken cancellationToken)
    {
        var open = Volatile.Read(ref _open).Task;
        return open.IsCompleted ? Task.CompletedTask : open.WaitAsync(cancellationToken);
    }

    /// <summary>Holds up whoever comes from now on; false when it is closed already.</summary>
    public bool Close()
    {
        lock (_gate)
        {
            if (!_open.Task.IsCompleted)
            {
                return false;
            }

            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>Lets everybody through; false when it is open already.</summary>
    public bool Open()
    {
        lock (_gate)
        {
            return _open.TrySetResult();
        }
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        opened.SetResult();
        return opened;
    }
}
