namespace Mesh.Sidecar.Resiliency;

/// <summary>The time limit of one try.</summary>
internal sealed class TryLimit : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _limit;
    private readonly CancellationTokenSource? _either;

    public TryLimit(TimeSpan? timeout, TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        if (timeout is { } length)
        {
            _limit = new CancellationTokenSource(length, time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, caller);
        }
    }

    /// <summary>Cancelled at the limit, or with the caller.</summary>
    public CancellationToken Token => _either?.Token ?? _caller;

    /// <summary>True when the limit was reached while the caller still waits.</summary>
    public bool IsReached => _limit?.IsCancellationRequested == true && !_caller.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        _either?.Dispose();
        _limit?.Dispose();
    }
}
