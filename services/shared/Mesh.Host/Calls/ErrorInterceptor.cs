using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Microsoft.Extensions.Logging;

namespace Mesh.Host.Calls;

/// <summary>
/// Alone decides which status a caller of our services sees. A <see cref="ServiceException"/> becomes its status with details, and so do
/// the kernel's words for "not now" (reasons <c>OUTCOME_UNKNOWN</c> and <c>TEMPORARILY_UNAVAILABLE</c>) and "no such thing"; a cancelled
/// call ends quietly; anything else is a bug: it is logged once, and the caller gets INTERNAL with a correlation identifier and no word
/// of the inside. A server that is stopping refuses new calls here.
/// </summary>
internal sealed class ErrorInterceptor(HostSettings settings, CallGate gate, ILogger<ErrorInterceptor> logger) : Interceptor
{
    private static readonly TimeSpan StoppingRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>An endpoint that answers at once, from memory, costs no state machine here: unary calls are the hot path.</summary>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            RefuseWhenStopping(context);
            var answer = continuation(request, context);
            return answer.IsCompletedSuccessfully ? answer : FinishAsync(answer, context);
        }
        catch (Exception failure)
        {
            return Task.FromException<TResponse>(ToStatus(failure, context));
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        try
        {
            RefuseWhenStopping(context);
            await continuation(request, responses, context);
        }
        catch (Exception failure)
        {
            throw ToStatus(failure, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        var reader = new RequestReader<TRequest>(requests);
        try
        {
            RefuseWhenStopping(context);
            return await continuation(reader, context);
        }
        catch (Exception failure)
        {
            throw ToStatus(failure, context, reader.Failure);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    )
    {
        var reader = new RequestReader<TRequest>(requests);
        try
        {
            RefuseWhenStopping(context);
            await continuation(reader, responses, context);
        }
        catch (Exception failure)
        {
            throw ToStatus(failure, context, reader.Failure);
        }
    }

    private async Task<TResponse> FinishAsync<TResponse>(Task<TResponse> answer, ServerCallContext context)
    {
        try
        {
            return await answer;
        }
        catch (Exception failure)
        {
            throw ToStatus(failure, context);
        }
    }

    private void RefuseWhenStopping(ServerCallContext context)
    {
        if (gate.IsClosed && !PlatformServices.Owns(context.Method))
        {
            throw ServiceError
                .Unavailable("SERVER_STOPPING", "This server is stopping; call another one.", StoppingRetryAfter)
                .AsException();
        }
    }

    private RpcException ToStatus(Exception failure, ServerCallContext context, RpcException? readFailure = null)
    {
        switch (failure)
        {
            case ServiceException refusal:
                return ErrorStatus.ToRpcException(refusal.Error, settings.ErrorDomain);

            case ServiceUnavailableException unavailable:
                var reason = unavailable.OutcomeUnknown ? "OUTCOME_UNKNOWN" : "TEMPORARILY_UNAVAILABLE";
                return ErrorStatus.ToRpcException(
                    ServiceError.Unavailable(reason, unavailable.Message, unavailable.RetryAfter),
                    settings.ErrorDomain
                );

            case ResourceNotFoundException absent:
                return ErrorStatus.ToRpcException(ServiceError.NotFound(absent.Reason, absent.Message), settings.ErrorDomain);

            // The gRPC server's own word about an unreadable request message, and the statuses of health and reflection.
            case RpcException status when ReferenceEquals(status, readFailure) || PlatformServices.Owns(context.Method):
                return status;

            // Nobody waits for this answer any more; the server has already sent DEADLINE_EXCEEDED if the time limit was the cause.
            case Exception when IsEndOf(failure) && context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));

            default:
                var correlationId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
                Log.CallFailed(logger, failure, context.Method, correlationId);
                var error = ServiceError
                    .Internal("INTERNAL_ERROR", $"An unexpected error occurred; its correlation id is {correlationId}.")
                    .With("correlation_id", correlationId);
                return ErrorStatus.ToRpcException(error, settings.ErrorDomain);
        }
    }

    /// <summary>What a cancelled call ends with: its own token, a connection that is gone, or a peer whose call was cancelled with
    /// it.</summary>
    private static bool IsEndOf(Exception failure) =>
        failure
            is OperationCanceledException
                or IOException
                or RpcException { StatusCode: StatusCode.Cancelled or StatusCode.DeadlineExceeded };
}
