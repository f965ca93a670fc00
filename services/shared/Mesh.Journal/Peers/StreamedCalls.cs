using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Mesh.Journal.Peers;

/// <summary>
/// Makes the messages of a stream unary calls of this service: each with a time limit, through the interceptors of every call, and taken to
/// the owner of its partition like any other. So a stream has no routing, no errors and no retries of its own. Safe for use by all threads.
/// </summary>
/// <param name="router">Takes calls to their owner; null when this replica serves everything itself.</param>
/// <param name="interceptors">What every call passes, the first outermost.</param>
/// <param name="time">The clock of the time limits.</param>
public sealed class StreamedCalls(Lazy<Interceptor?> router, IEnumerable<Interceptor> interceptors, TimeProvider time)
{
    private readonly IReadOnlyList<Interceptor> interceptors = [.. interceptors];

    /// <summary>Makes a call.</summary>
    /// <param name="method">Full name of the unary method, <c>/package.Service/Method</c>.</param>
    /// <param name="request">Its request.</param>
    /// <param name="stream">The stream that it came in: its headers are the call's.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="handler">What serves it here.</param>
    /// <exception cref="RpcException">What the unary call fails with; DEADLINE_EXCEEDED after the time limit.</exception>
    /// <exception cref="OperationCanceledException">The stream has ended.</exception>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        string method,
        TRequest request,
        ServerCallContext stream,
        TimeSpan limit,
        UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stream.CancellationToken);
        var deadline = (time.GetUtcNow() + limit).UtcDateTime;
        var context = new PeerCallContext(method, stream.Peer, stream.RequestHeaders, deadline, either.Token);
        var here = PeerMethods.Through(interceptors, handler);
        try
        {
            return await (router.Value is { } outermost ? outermost.UnaryServerHandler(request, context, here) : here(request, context));
        }
        catch (RpcException cancelled) when (cancelled.StatusCode == StatusCode.Cancelled && either.IsCancellationRequested)
        {
            stream.CancellationToken.ThrowIfCancellationRequested();
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "The message was not answered in time."));
        }
    }
}
