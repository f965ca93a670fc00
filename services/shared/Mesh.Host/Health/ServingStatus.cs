using Grpc.Health.V1;
using Status = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Mesh.Host.Health;

/// <summary>
/// Holds what health checks answer. Nothing is SERVING until the service says so, when it can really do its work. The server as a whole
/// (the empty service name) is SERVING when at least one service is named and all of them are SERVING. Safe for use by all threads.
/// </summary>
public sealed class ServingStatus
{
    /// <summary>The name that health checks use for the server as a whole.</summary>
    public const string WholeServer = "";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Status> _byService = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();
    private bool _isClosed;

    /// <summary>Says that a service can do its work.</summary>
    /// <param name="service">Full proto name, for example <c>mesh.ledger.v1.LedgerService</c>.</param>
    public void SetServing(string service) => Set(service, Status.Serving);

    /// <summary>Says that a service exists and cannot do its work at present.</summary>
    /// <param name="service">Full proto name, for example <c>mesh.ledger.v1.LedgerService</c>.</param>
    public void SetNotServing(string service) => Set(service, Status.NotServing);

    /// <summary>Says NOT_SERVING for everything, for good: the server is stopping. Ends every watch.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            foreach (var service in _byService.Keys.ToArray())
            {
                _byService[service] = Status.NotServing;
            }

            _isClosed = true;
            Signal();
        }
    }

    /// <summary>Reads the present status, whether it is final, and a task that completes when any status has changed.</summary>
    internal (Status? Status, bool IsFinal, Task Changed) Look(string service)
    {
        lock (_lock)
        {
            return (StatusOf(service), _isClosed, _changed.Task);
        }
    }

    private void Set(string service, Status status)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        lock (_lock)
        {
            var kept = _isClosed ? Status.NotServing : status;
            if (_byService.TryGetValue(service, out var before) && before == kept)
            {
                return;
            }

            _byService[service] = kept;
            Signal();
        }
    }

    private Status? StatusOf(string service)
    {
        if (service == WholeServer)
        {
            return WholeServerStatus();
        }

        return _byService.TryGetValue(service, out var status) ? status : null;
    }

    private Status WholeServerStatus() =>
        _byService.Count > 0 && _byService.Values.All(status => status == Status.Serving) ? Status.Serving : Status.NotServing;

    private void Signal()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
