using Dapr.Proto.Runtime.V1;

namespace Mesh.Dapr.Actors;

/// <summary>What every message that wants an answer has: the id to answer under, and the actor.</summary>
internal sealed record ActorCallback(string Id, string ActorType, string ActorName)
{
    public static ActorCallback? Of(SubscribeActorEventsResponseAlpha1 message) => message.ResponseTypeCase switch
    {
        SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.InvokeRequest =>
            new(message.InvokeRequest.Id, message.InvokeRequest.ActorType, message.InvokeRequest.ActorId),
        SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.ReminderRequest =>
            new(message.ReminderRequest.Id, message.ReminderRequest.ActorType, message.ReminderRequest.ActorId),
        SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.TimerRequest =>
            new(message.TimerRequest.Id, message.TimerRequest.ActorType, message.TimerRequest.ActorId),
        SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.DeactivateRequest =>
            new(message.DeactivateRequest.Id, message.DeactivateRequest.ActorType, message.DeactivateRequest.ActorId),
        SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.InitialResponse
            or SubscribeActorEventsResponseAlpha1.ResponseTypeOneofCase.None => null,
        _ => null,
    };
}
