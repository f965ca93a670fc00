using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Mesh.Sidecar.Errors;

/// <summary>
/// Makes errors as Dapr's building blocks do: a status with <c>ErrorInfo</c> and, for a named component, <c>ResourceInfo</c>.
/// </summary>
internal static class DaprErrors
{
    private const string Domain = "dapr.io";

    /// <summary>An error with its reason and, when given, the component it is about.</summary>
    public static RpcException Of(
        StatusCode code, string message, string reason, string? resourceType = null, string? resourceName = null)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Reason = reason }));
        if (resourceType is not null)
        {
            status.Details.Add(Any.Pack(new ResourceInfo { ResourceType = resourceType, ResourceName = resourceName ?? "" }));
        }

        return status.ToRpcException();
    }

    /// <summary>An error without details.</summary>
    public static RpcException Plain(StatusCode code, string message) => new(new Grpc.Core.Status(code, message), message);

    /// <summary>What this sidecar does not serve.</summary>
    public static RpcException NotServed(string method) =>
        Plain(StatusCode.Unimplemented, $"{method} is not served by this development sidecar: start the app with `dapr run` to use it");
}
