using Grpc.Core;
using Mesh.Sidecar.Errors;

namespace Mesh.Sidecar.State;

/// <summary>The errors of the state API (contract 2.2). Codes and texts are Dapr's: clients tell conflicts from outages by them.</summary>
internal static class StateErrors
{
    private const string Resource = "state";

    public static RpcException NotConfigured(string store) =>
        DaprErrors.Of(
            StatusCode.FailedPrecondition, $"state store {store} is not configured", "DAPR_STATE_NOT_CONFIGURED", Resource, store);

    public static RpcException NotFound(string store) =>
        DaprErrors.Of(StatusCode.InvalidArgument, $"state store {store} is not found", "DAPR_STATE_NOT_FOUND", Resource, store);

    public static RpcException IllegalKey(string store, string key) => DaprErrors.Of(
        StatusCode.InvalidArgument, $"input key/keyPrefix '{key}' can't contain '||'", "DAPR_STATE_ILLEGAL_KEY", Resource, store);

    public static RpcException EmptyKey(string store) =>
        DaprErrors.Of(StatusCode.InvalidArgument, "state key cannot be empty", "DAPR_STATE_ILLEGAL_KEY", Resource, store);

    public static RpcException GetFailed(string store, string key, string cause) =>
        DaprErrors.Of(StatusCode.Internal, $"fail to get {key} from state store {store}: {cause}", "ERR_STATE_GET", Resource, store);

    public static RpcException BulkGetFailed(string store, string cause) =>
        DaprErrors.Of(StatusCode.Internal, $"fail to bulk get from state store {store}: {cause}", "ERR_STATE_BULK_GET", Resource, store);

    public static RpcException SaveFailed(string store, StateOutcome outcome) => DaprErrors.Of(
        Code(outcome), $"failed saving state in state store {store}: {outcome.Text}", "ERR_STATE_SAVE", Resource, store);

    public static RpcException DeleteFailed(string store, string key, StateOutcome outcome) =>
        DaprErrors.Of(Code(outcome), $"failed deleting state with key {key}: {outcome.Text}", "ERR_STATE_DELETE", Resource, store);

    public static RpcException BulkDeleteFailed(string store, StateOutcome outcome) => DaprErrors.Of(
        Code(outcome), $"failed deleting state in state store {store}: {outcome.Text}", "ERR_STATE_BULK_DELETE", Resource, store);

    /// <summary>Every failure of a transaction has one code, a conflict included.</summary>
    public static RpcException TransactionFailed(string store, StateOutcome outcome) => DaprErrors.Of(
        StatusCode.Internal, $"error while executing state transaction: {outcome.Text}", "ERR_STATE_TRANSACTION", Resource, store);

    public static RpcException UnknownOperation(string store, string operation) => DaprErrors.Of(
        StatusCode.Unimplemented, $"operation type {operation} not supported", "ERR_NOT_SUPPORTED_STATE_OPERATION", Resource, store);

    private static StatusCode Code(StateOutcome outcome) => outcome.Kind switch
    {
        StateOutcomeKind.EtagMismatch => StatusCode.Aborted,
        StateOutcomeKind.EtagInvalid => StatusCode.InvalidArgument,
        StateOutcomeKind.Failed => StatusCode.Internal,
        StateOutcomeKind.Done => throw new System.Diagnostics.UnreachableException("a change that was made is no error"),
        _ => throw new System.Diagnostics.UnreachableException($"state outcome {outcome.Kind}"),
    };
}
