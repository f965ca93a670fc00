using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.Streams;
using Microsoft.Extensions.Logging;

namespace Mesh.Dapr.Actors;

/// <summary>
/// Hosts actors over <c>SubscribeActorEventsAlpha1</c>. A process has one: callbacks of every type go to the stream that registered last.
/// </summary>
public sealed class ActorHost : IActorHost
{
    // Around the data of an answer: its id and the field headers.
    private const int MessageOverheadBytes = 1024;

    private readonly DaprConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger<ActorHost> _logger;
    private readonly Lock _gate = new();
    private LastingStream<SubscribeActorEventsRequestAlpha1, SubscribeActorEventsResponseAlpha1>? _stream;
    private RegistrationWatch? _watch;
    private volatile ActorHostState _state = ActorHostState.Created;

    /// <summary>Makes a host that does nothing until it is started.</summary>
    public ActorHost(DaprConnection connection, TimeProvider time, ILogger<ActorHost> logger)
    {
        _connection = connection;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public event EventHandler<ActorHostEvent>? Changed;

    /// <inheritdoc/>
    public ActorHostState State => _state;

    /// <inheritdoc/>
    public void Start(IReadOnlyDictionary<string, IActor> actors)
    {
        ArgumentOutOfRangeException.ThrowIfZero(actors.Count, nameof(actors));
        foreach (var type in actors.Keys)
        {
            _ = new ActorId(type, "0");
        }

        var protocol = new ActorProtocol(actors, _connection.Options.MessageSizeMax - MessageOverheadBytes, Announce, _logger);
        lock (_gate)
        {
            if (_state != ActorHostState.Created)
            {
                throw new InvalidOperationException($"An actor host starts once; this one is {_state}.");
            }

            _state = ActorHostState.Connecting;
            _stream = new(protocol, options => _connection.Client.SubscribeActorEventsAlpha1(options), _connection, _time, _logger);
            _watch = new RegistrationWatch(new DaprSidecar(_connection, _time), _time, IsRegistered, _stream.Reopen, _logger);
        }

        _stream.Start();
        _watch.Start();
    }

    /// <inheritdoc/>
    public Task WaitUntilRegisteredAsync(CancellationToken cancellationToken) =>
        _stream?.WaitUntilAcceptedAsync(cancellationToken) ?? throw new InvalidOperationException("The actor host has not been started.");

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (TryBeginStop())
        {
            var stopping = _stream!.StopAsync(cancellationToken);
            await _watch!.DisposeAsync();
            await stopping;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (TryBeginStop())
        {
            var disposing = _stream!.DisposeAsync();
            await _watch!.DisposeAsync();
            await disposing;
        }
    }

    /// <summary>False when it was never started, so that there is nothing to stop.</summary>
    private bool TryBeginStop()
    {
        lock (_gate)
        {
            var isStarted = _stream is not null;
            if (_state != ActorHostState.Stopped)
            {
                _state = isStarted ? ActorHostState.Stopping : ActorHostState.Stopped;
            }

            return isStarted;
        }
    }

    private bool IsRegistered() => _state == ActorHostState.Registered;

    private void Announce(ActorHostEvent happened)
    {
        lock (_gate)
        {
            _state = After(happened, _state);
        }

        try
        {
            Changed?.Invoke(this, happened);
        }
        catch (Exception exception)
        {
            Log.ObserverFailed(_logger, exception);
        }
    }

    private static ActorHostState After(ActorHostEvent happened, ActorHostState state) => happened switch
    {
        ActorHostEvent.Registered when state == ActorHostState.Connecting => ActorHostState.Registered,
        ActorHostEvent.StreamLost when state == ActorHostState.Registered => ActorHostState.Connecting,
        ActorHostEvent.Stopped => ActorHostState.Stopped,
        _ => state,
    };
}
