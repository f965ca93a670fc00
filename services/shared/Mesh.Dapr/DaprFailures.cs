using Grpc.Core;

namespace Mesh.Dapr;

/// <summary>The one table from gRPC status to <see cref="DaprFailure"/>.</summary>
internal static class DaprFailures
{
    public static DaprFailure Of(StatusCode status) => status switch
    {
        StatusCode.Unavailable or StatusCode.Cancelled => DaprFailure.Unreachable,
        StatusCode.DeadlineExceeded => DaprFailure.TimedOut,
        StatusCode.Aborted => DaprFailure.Conflicted,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.Unimplemented
            or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.OutOfRange => DaprFailure.Rejected,
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => DaprFailure.Denied,
        StatusCode.ResourceExhausted => DaprFailure.TooLarge,
        // OK is here too: Grpc.Net.Client reports a broken answer under an OK status in rare cases, and an answer it is not.
        StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss or StatusCode.OK => DaprFailure.Failed,
        _ => DaprFailure.Failed,
    };

    /// <summary>Tells the caller's own cancellation from a failure of the call.</summary>
    public static bool IsCancellation(this RpcException exception, CancellationToken cancellationToken) =>
        exception.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested;

    /// <summary>What the callee said, for the end of a message; never empty.</summary>
    public static string Reason(this RpcException exception) =>
        string.IsNullOrEmpty(exception.Status.Detail)
            ? exception.StatusCode.ToString()
            : $"{exception.StatusCode}, {exception.Status.Detail}";
}
