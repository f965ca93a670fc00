using Grpc.Core;
using Mesh.Benchmarks.V1;

namespace Mesh.Benchmarks.Echo;

/// <summary>Answers what it was sent, with nothing of ours in between.</summary>
public sealed class EchoEndpoint : EchoService.EchoServiceBase
{
    public override Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context) =>
        Task.FromResult(new EchoResponse { Payload = request.Payload });
}
