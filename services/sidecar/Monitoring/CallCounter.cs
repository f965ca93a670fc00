using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Mesh.Sidecar.Monitoring;

/// <summary>Counts the sidecar's own unary calls; daprd does not count streams.</summary>
internal sealed class CallCounter(SidecarMetrics metrics) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var started = metrics.Now();
        var status = StatusCode.Unknown;
        try
        {
            var response = await continuation(request, context);
            status = StatusCode.OK;
            return response;
        }
        catch (RpcException failure)
        {
            status = failure.StatusCode;
            throw;
        }
        finally
        {
            metrics.Served(context.Method, status, started);
        }
    }
}
