using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Streams;
using Microsoft.Extensions.Logging;

namespace Mesh.Dapr.Actors;

/// <summary>
/// What is said on the actor stream. Knows which actors are placed here: those with a callback since their last deactivation.
/// </summary>
internal sealed class ActorProtocol(
    IReadOnlyDictionary<string, IActor> actors, int dataLengthMax, Action<ActorHostEvent> announce, ILogger logger)
    : IStreamProtocol<SubscribeActorEventsRequestAlpha1, SubscribeActorEventsResponseAlpha1>
{
    private const string Stopping = "this host is stopping";

    // Touched by the reader, and after it has ended: never by two at once.
    private readonly HashSet<ActorId> _placed = [];

    /// <inheritdoc/>
    public string Name => "Actor stream";

    /// <inheritdoc/>
    public SubscribeActorEventsRequestAlpha1 Greeting { get; } = ActorWire.Greeting(actors.Keys);

    /// <inheritdoc/>
    public bool IsAcceptance(SubscribeActorEventsResponseAlpha1 message) =>
        message.ResponseTypeCase == SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.InitialResponse;

    /// <inheritdoc/>
    public void Accepted() => announce(new ActorHostEvent.Registered());

    /// <inheritdoc/>
    public Func<CancellationToken, Task<SubscribeActorEventsRequestAlpha1?>> Receive(SubscribeActorEventsResponseAlpha1 message)
    {
        if (ActorCallback.Of(message) is not { } callback)
        {
            // A kind of message that a later sidecar knows and this room does not: there is no id to answer under.
            return _ => Task.FromResult<SubscribeActorEventsRequestAlpha1?>(null);
        }

        if (!ActorId.IsValid(callback.ActorType, callback.ActorName) || !actors.TryGetValue(callback.ActorType, out var handler))
        {
            return _ => Task.FromResult<SubscribeActorEventsRequestAlpha1?>(
                ActorWire.Failure(
                    callback.Id, StatusCode.NotFound, $"this host does not serve '{callback.ActorType}/{callback.ActorName}'"));
        }

        var actor = new ActorId(callback.ActorType, callback.ActorName);
        Track(actor, message);
        return token => AnswerAsync(handler, actor, callback, message, token);
    }

    /// <inheritdoc/>
    public SubscribeActorEventsRequestAlpha1? Refuse(SubscribeActorEventsResponseAlpha1 message) => ActorCallback.Of(message) switch
    {
        null => null,
        { } callback when message.DeactivateRequest is not null => ActorWire.Deactivated(callback.Id),
        { } callback => ActorWire.Failure(callback.Id, StatusCode.Unavailable, Stopping),
    };

    /// <inheritdoc/>
    public async Task LostAsync(Exception? cause, CancellationToken cancellationToken)
    {
        var departing = DepartAll(ActorDeparture.StreamLost, cancellationToken);
        announce(new ActorHostEvent.StreamLost(cause));
        await departing;
    }

    /// <inheritdoc/>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        var departing = DepartAll(ActorDeparture.Stopping, cancellationToken);
        announce(new ActorHostEvent.Stopped());
        await departing;
    }

    private void Track(ActorId actor, SubscribeActorEventsResponseAlpha1 message)
    {
        if (message.DeactivateRequest is not null)
        {
            _placed.Remove(actor);
            announce(new ActorHostEvent.Departed(actor, ActorDeparture.Deactivated));
        }
        else if (_placed.Add(actor))
        {
            announce(new ActorHostEvent.Placed(actor));
        }
    }

    private Task DepartAll(ActorDeparture reason, CancellationToken cancellationToken)
    {
        var departing = _placed.ToList();
        _placed.Clear();
        departing.ForEach(actor => announce(new ActorHostEvent.Departed(actor, reason)));
        return Task.WhenAll(departing.Select(actor => DepartAsync(actor, reason, cancellationToken)));
    }

    private async Task DepartAsync(ActorId actor, ActorDeparture reason, CancellationToken cancellationToken)
    {
        try
        {
            await actors[actor.Type].DeactivateAsync(actor, reason, cancellationToken);
        }
        catch (Exception exception)
        {
            Log.ActorFailed(logger, actor.ToString(), nameof(IActor.DeactivateAsync), exception);
        }
    }

    /// <summary>An exception of the app is answered with its message: Dapr tells the caller nothing else.</summary>
    private async Task<SubscribeActorEventsRequestAlpha1?> AnswerAsync(
        IActor handler, ActorId actor, ActorCallback callback, SubscribeActorEventsResponseAlpha1 message,
        CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(handler, actor, message, cancellationToken);
        }
        catch (Exception exception)
        {
            Log.ActorFailed(logger, actor.ToString(), message.ResponseTypeCase.ToString(), exception);
            return ActorWire.Failure(callback.Id, StatusCode.Internal, exception.Message);
        }
    }

    private async Task<SubscribeActorEventsRequestAlpha1?> CallAsync(
        IActor handler, ActorId actor, SubscribeActorEventsResponseAlpha1 message, CancellationToken cancellationToken)
    {
        switch (message.ResponseTypeCase)
        {
            case SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.InvokeRequest:
                var answer = await handler.InvokeAsync(ActorWire.Call(actor, message.InvokeRequest), cancellationToken);
                return ActorWire.Answer(message.InvokeRequest.Id, answer, dataLengthMax);
            case SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.ReminderRequest:
                await handler.RemindAsync(ActorWire.Reminder(actor, message.ReminderRequest), cancellationToken);
                return ActorWire.Reminded(message.ReminderRequest.Id);
            case SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.TimerRequest:
                await handler.FireTimerAsync(ActorWire.Timer(actor, message.TimerRequest), cancellationToken);
                return ActorWire.TimerFired(message.TimerRequest.Id);
            case SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.DeactivateRequest:
                await handler.DeactivateAsync(actor, ActorDeparture.Deactivated, cancellationToken);
                return ActorWire.Deactivated(message.DeactivateRequest.Id);
            case SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.InitialResponse:
            case SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.None:
            default:
                throw new System.Diagnostics.UnreachableException($"{message.ResponseTypeCase} is not a callback");
        }
    }
}
