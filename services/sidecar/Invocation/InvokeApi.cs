using Dapr.Proto.Common.V1;
using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.Monitoring;

namespace Mesh.Sidecar.Invocation;

/// <summary>Invocation through <c>InvokeService</c>: the callee's <c>AppCallback.OnInvoke</c>.</summary>
internal sealed class InvokeApi(string appId, AppDirectory directory, SidecarConfiguration configuration, SidecarMetrics metrics)
{
    public async Task<InvokeResponse> InvokeAsync(InvokeServiceRequest request, ServerCallContext context)
    {
        if (directory.Find(request.Id) is not { } replica)
        {
            throw Failed(request, "no host found with the given ID");
        }

        if (replica.Channel is null)
        {
            throw Failed(request, "the app has no port");
        }

        if (replica.AppId != appId && configuration.DeniesCalls)
        {
            throw Failed(request, $"rpc error: code = PermissionDenied desc = {AccessDenied(request.Message)}");
        }

        await replica.Sidecar.WhenOpenAsync(context.CancellationToken);
        var headers = replica.Channel.Headers();
        foreach (var entry in context.RequestHeaders.Where(
            entry => !entry.IsBinary && entry.Key is not (DaprHeaderNames.ApiToken or "user-agent")))
        {
            headers.Add(entry);
        }

        headers.Add(DaprHeaderNames.CallerAppId, appId);
        headers.Add(DaprHeaderNames.CalleeAppId, replica.AppId);
        var started = metrics.Now();
        metrics.InvocationSent(replica.AppId);
        var status = StatusCode.OK;
        try
        {
            return await replica.Channel.Callback.OnInvokeAsync(request.Message, headers, context.Deadline, context.CancellationToken);
        }
        catch (RpcException failure)
        {
            status = failure.StatusCode;
            throw;
        }
        finally
        {
            metrics.InvocationAnswered(replica.AppId, status, started);
        }
    }

    /// <summary>Without mTLS a caller has no identity (contract 6.6).</summary>
    private static string AccessDenied(InvokeRequest message) =>
        $"access control policy has denied access to id:  operation: {message.Method} "
        + $"verb: {$"{message.HttpExtension?.Verb ?? HTTPExtension.Types.Verb.None}".ToUpperInvariant()}";

    private static RpcException Failed(InvokeServiceRequest request, string reason) =>
        DaprErrors.Plain(StatusCode.Internal, $"failed to invoke, id: {request.Id}, err: {reason}");
}
