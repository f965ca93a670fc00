using Grpc.Core;
using Mesh.Sidecar.Errors;

namespace Mesh.Sidecar.Actors;

/// <summary>The errors of the actor API (contract 7).</summary>
internal static class ActorErrors
{
    /// <summary>The call ended because its stream, its actor or its owner did.</summary>
    public static RpcException Cancelled() => InvokeFailed("context canceled");

    public static RpcException InvokeFailed(string cause) =>
        Of(StatusCode.Internal, $"error invoke actor method: {cause}", "ERR_ACTOR_INVOKE_METHOD");

    public static RpcException NoHost(ActorAddress actor) => Of(
        StatusCode.FailedPrecondition,
        $"failed to lookup actor: rpc error: code = FailedPrecondition desc = did not find address for actor '{actor}'",
        "ERR_ACTOR_NO_ADDRESS");

    public static RpcException IllegalAddress(ActorAddress actor) =>
        Of(StatusCode.InvalidArgument, $"invalid actor type or id: '{actor}'", "ERR_ACTOR_INSTANCE_MISSING");

    public static RpcException NotHosted() => Of(
        StatusCode.PermissionDenied, "operations on actor reminders are only possible on hosted actor types",
        "ERR_ACTOR_REMINDER_NON_HOSTED");

    public static RpcException NoStateStore() => Of(
        StatusCode.Internal,
        "the state store is not configured to use the actor runtime. Have you set the - name: actorStateStore value: \"true\" "
        + "in your state store component file?",
        "ERR_ACTOR_STATE_STORE_NOT_CONFIGURED");

    public static RpcException InstanceMissing() => Of(StatusCode.Internal, "actor instance is missing", "ERR_ACTOR_INSTANCE_MISSING");

    public static RpcException GetStateFailed(string cause) =>
        Of(StatusCode.Internal, $"error getting actor state: {cause}", "ERR_ACTOR_STATE_GET");

    public static RpcException TransactionFailed(string cause) =>
        Of(StatusCode.Internal, $"error saving actor transaction state: {cause}", "ERR_ACTOR_STATE_TRANSACTION_SAVE");

    public static RpcException UnknownOperation(string operation) =>
        Of(StatusCode.Unimplemented, $"operation type {operation} not supported", "ERR_NOT_SUPPORTED_STATE_OPERATION");

    public static RpcException ReminderExists(string name) =>
        Of(StatusCode.AlreadyExists, $"actor reminder already exists: {name}", "ERR_ACTOR_REMINDER_ALREADY_EXISTS");

    public static RpcException ReminderNotFound(string name) =>
        Of(StatusCode.NotFound, $"actor reminder not found: {name}", "ERR_ACTOR_REMINDER_NOT_FOUND");

    public static RpcException ReminderFailed(string cause) =>
        Of(StatusCode.Internal, $"error creating actor reminder: {cause}", "ERR_ACTOR_REMINDER_CREATE");

    public static RpcException TimerFailed(string cause) =>
        Of(StatusCode.Internal, $"error creating actor timer: {cause}", "ERR_ACTOR_TIMER_CREATE");

    private static RpcException Of(StatusCode code, string message, string reason) => DaprErrors.Of(code, message, reason);
}
