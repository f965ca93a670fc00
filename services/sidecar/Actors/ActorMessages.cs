using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Sidecar.Actors;

/// <summary>The callbacks of the actor stream.</summary>
internal static class ActorMessages
{
    public static SubscribeActorEventsResponseAlpha1 Deactivate(string id, ActorAddress actor) => new()
    {
        DeactivateRequest = new SubscribeActorEventsResponseDeactivateRequestAlpha1 { Id = id, ActorType = actor.Type, ActorId = actor.Id },
    };

    /// <summary>A call. The caller is named as the hosting app, whoever it is: so it is with daprd, and why nobody may trust it.</summary>
    public static SubscribeActorEventsResponseAlpha1 Invoke(
        string id, InvokeActorRequest request, ActorHost host, bool isRemote, string? deployedNamespace)
    {
        var invoke = new SubscribeActorEventsResponseInvokeRequestAlpha1
        {
            Id = id,
            ActorType = request.ActorType,
            ActorId = request.ActorId,
            Method = request.Method,
            Data = request.Data,
        };
        invoke.Metadata.Add(request.Metadata);
        invoke.Metadata["Dapr-API-Call"] = "true";
        invoke.Metadata["dapr-caller-app-id"] = host.AppId;
        invoke.Metadata["dapr-caller-namespace"] = deployedNamespace ?? "";
        if (isRemote)
        {
            invoke.Metadata["X-Dapr-Remote"] = "true";
        }

        return new SubscribeActorEventsResponseAlpha1 { InvokeRequest = invoke };
    }

    /// <summary>A reminder; its times are empty, as with daprd.</summary>
    public static SubscribeActorEventsResponseAlpha1 Remind(string id, ActorAddress actor, string name, ByteString data) => new()
    {
        ReminderRequest = new SubscribeActorEventsResponseReminderRequestAlpha1
        {
            Id = id,
            ActorType = actor.Type,
            ActorId = actor.Id,
            Name = name,
            Data = Wrapped(data),
        },
    };

    public static SubscribeActorEventsResponseAlpha1 FireTimer(string id, ActorAddress actor, RegisterActorTimerRequest timer) => new()
    {
        TimerRequest = new SubscribeActorEventsResponseTimerRequestAlpha1
        {
            Id = id,
            ActorType = actor.Type,
            ActorId = actor.Id,
            Name = timer.Name,
            DueTime = timer.DueTime,
            Period = timer.Period,
            Callback = timer.Callback,
            Data = Wrapped(timer.Data),
        },
    };

    /// <summary>Bytes come back as a JSON string of base64 inside a BytesValue (contract 7.7); nothing stays nothing.</summary>
    public static Any? Wrapped(ByteString data) =>
        data.IsEmpty ? null : Any.Pack(new BytesValue { Value = ByteString.CopyFromUtf8($"\"{data.ToBase64()}\"") });
}
