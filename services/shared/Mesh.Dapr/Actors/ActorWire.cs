using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Mesh.Dapr.Actors;

/// <summary>The actor stream's messages to this room's words and back.</summary>
internal static class ActorWire
{
    // Counted by the sidecar from the start of a call, which it cancels then: so far above any call.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromHours(1);

    public static SubscribeActorEventsRequestAlpha1 Greeting(IEnumerable<string> actorTypes)
    {
        var initial = new SubscribeActorEventsRequestInitialAlpha1 { ActorIdleTimeout = Duration.FromTimeSpan(IdleTimeout) };
        initial.Entities.AddRange(actorTypes.Order(StringComparer.Ordinal));
        return new SubscribeActorEventsRequestAlpha1 { InitialRequest = initial };
    }

    public static ActorCall Call(ActorId actor, SubscribeActorEventsResponseInvokeRequestAlpha1 request) =>
        new(actor, request.Method, request.Data.Memory, request.Metadata);

    public static ActorReminder Reminder(ActorId actor, SubscribeActorEventsResponseReminderRequestAlpha1 request) =>
        new(actor, request.Name, ReminderData.Decode(request.Data));

    public static ActorReminder Timer(ActorId actor, SubscribeActorEventsResponseTimerRequestAlpha1 request) =>
        new(actor, request.Name, ReminderData.Decode(request.Data));

    /// <summary>
    /// An answer above the size limit would end the stream and with it every other call: it is told as a failure instead.
    /// </summary>
    public static SubscribeActorEventsRequestAlpha1 Answer(string id, ReadOnlyMemory<byte> data, int dataLengthMax) =>
        data.Length > dataLengthMax
            ? Failure(id, StatusCode.ResourceExhausted, $"the answer has {data.Length} bytes, the limit is {dataLengthMax}")
            : new SubscribeActorEventsRequestAlpha1
            {
                InvokeResponse = new SubscribeActorEventsRequestInvokeResponseAlpha1
                {
                    Id = id,
                    Data = UnsafeByteOperations.UnsafeWrap(data),
                },
            };

    public static SubscribeActorEventsRequestAlpha1 Reminded(string id) =>
        new() { ReminderResponse = new SubscribeActorEventsRequestReminderResponseAlpha1 { Id = id } };

    public static SubscribeActorEventsRequestAlpha1 TimerFired(string id) =>
        new() { TimerResponse = new SubscribeActorEventsRequestReminderResponseAlpha1 { Id = id } };

    public static SubscribeActorEventsRequestAlpha1 Deactivated(string id) =>
        new() { DeactivateResponse = new SubscribeActorEventsRequestDeactivateResponseAlpha1 { Id = id } };

    public static SubscribeActorEventsRequestAlpha1 Failure(string id, StatusCode code, string message) =>
        new() { RequestFailed = new SubscribeActorEventsRequestFailedAlpha1 { Id = id, Code = (uint)code, Message = message } };
}
