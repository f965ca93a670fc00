using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Host.Errors;

namespace Mesh.Host.Calls;

/// <summary>
/// Refuses calls that claim to come through our sidecar without proving it. The sidecar removes any <c>dapr-api-token</c> of the caller and
/// adds APP_API_TOKEN (Dapr 1.18.3), so only it can show the right one. A call that carries neither the token nor
/// <c>dapr-caller-app-id</c> is a direct one and is left to the service's own authentication.
/// </summary>
internal sealed class SidecarTokenInterceptor(string appApiToken) : Interceptor
{
    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(appApiToken));

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responses, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requests, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requests, responses, context);
    }

    private void Check(ServerCallContext context)
    {
        var tokens = context.RequestHeaders.GetAll("dapr-api-token").ToArray();
        if (tokens.Length == 0 && context.RequestHeaders.Get("dapr-caller-app-id") is null)
        {
            return;
        }

        if (tokens.Length != 1 || tokens[0].IsBinary || !IsExpected(tokens[0].Value))
        {
            throw ServiceError.Unauthenticated("SIDECAR_TOKEN_INVALID", "The call did not come through this service's own sidecar.")
                .AsException();
        }
    }

    /// <summary>Compares hashes in constant time: neither the length nor the first wrong character can be measured.</summary>
    private bool IsExpected(string token) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), _expected);
}
