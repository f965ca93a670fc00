using Grpc.Core;
using Grpc.Health.V1;
using Status = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Mesh.Host.Health;

/// <summary>
/// Serves <c>grpc.health.v1.Health</c> from <see cref="ServingStatus"/>. Written on the package's generated base rather than with its
/// ready implementation because a watch has to end when the server stops: a stop would otherwise wait for it until its time limit.
/// </summary>
internal sealed class HealthEndpoint(ServingStatus serving) : Grpc.Health.V1.Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = serving.Look(request.Service).Status
            ?? throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, "This server does not know that service."));
        return Task.FromResult(new HealthCheckResponse { Status = status });
    }

    /// <summary>
    /// Writes the present status, then each change of it; a service that is not known yet is SERVICE_UNKNOWN, not an error.
    /// </summary>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        Status? told = null;
        while (true)
        {
            var (known, isFinal, changed) = serving.Look(request.Service);
            var status = known ?? Status.ServiceUnknown;
            if (status != told)
            {
                await responses.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                told = status;
            }

            if (isFinal)
            {
                throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "This server is stopping."));
            }

            await changed.WaitAsync(context.CancellationToken);
        }
    }
}
