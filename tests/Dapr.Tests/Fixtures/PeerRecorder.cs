using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Mesh.Dapr.Tests.Fixtures;

/// <summary>Remembers the calls to the peer's services and can make them fail.</summary>
internal sealed class PeerRecorder
{
    public ConcurrentQueue<SeenCall> Calls { get; } = [];

    /// <summary>When set, unary calls fail with it.</summary>
    public RpcException? Failure { get; set; }

    internal sealed class Interceptor(PeerRecorder recorder) : global::Grpc.Core.Interceptors.Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            if (!Note(context))
            {
                return continuation(request, context);
            }

            return recorder.Failure is { } failure ? throw failure : continuation(request, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Note(context);
            return continuation(request, responseStream, context);
        }

        private bool Note(ServerCallContext context)
        {
            var isPeer = context.Method.StartsWith("/grpc.health.v1.", StringComparison.Ordinal);
            if (isPeer)
            {
                recorder.Calls.Enqueue(SeenCall.Of(context));
            }

            return isPeer;
        }
    }
}
