namespace Mesh.Sidecar.PubSub;

/// <summary>The messages that wait for a group, oldest first, bounded.</summary>
/// <param name="overflowed">Told when the oldest message had to be dropped.</param>
internal sealed class MessageQueue(Action overflowed) : IDisposable
{
    /// <summary>More than a demo publishes while an app restarts; a bound, because nobody may ever come back.</summary>
    private const int MessageCountMax = 10_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<BrokerMessage> _messages = [];
    private readonly SemaphoreSlim _available = new(0);

    /// <summary>Adds a message; a full queue drops its oldest.</summary>
    public void Add(BrokerMessage message)
    {
        lock (_gate)
        {
            _messages.AddLast(message);
            if (_messages.Count > MessageCountMax)
            {
                _messages.RemoveFirst();
                overflowed();
                return;
            }
        }

        _available.Release();
    }

    /// <summary>Waits for the oldest message and takes it.</summary>
    public async Task<BrokerMessage> TakeAsync(CancellationToken cancellationToken)
    {
        await _available.WaitAsync(cancellationToken);
        lock (_gate)
        {
            var first = _messages.First!.Value;
            _messages.RemoveFirst();
            return first;
        }
    }

    /// <summary>Puts a message back where it was taken.</summary>
    public void Return(BrokerMessage message)
    {
        lock (_gate)
        {
            _messages.AddFirst(message);
        }

        _available.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _available.Dispose();
}
