using Grpc.Core;
using Mesh.Dapr.Connection;

namespace Mesh.Dapr.Peers;

/// <summary>Adds to each call where it goes to, the api token and a deadline.</summary>
internal sealed class PeerCallInvoker(DaprConnection connection, string appId) : CallInvoker
{
    private readonly CallInvoker _invoker = connection.Invoker;
    private readonly Metadata _headers = Addressed([], connection, appId);

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _invoker.BlockingUnaryCall(method, host, Limited(options), request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _invoker.AsyncUnaryCall(method, host, Limited(options), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        _invoker.AsyncClientStreamingCall(method, host, Limited(options));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _invoker.AsyncServerStreamingCall(method, host, Directed(options), request);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        _invoker.AsyncDuplexStreamingCall(method, host, Directed(options));

    private CallOptions Limited(CallOptions options)
    {
        var directed = Directed(options);
        return directed.Deadline is null ? directed.WithDeadline(DateTime.UtcNow + connection.Options.PeerTimeLimit) : directed;
    }

    /// <summary>
    /// The caller's metadata stays as it is: a caller may reuse its object. Without any, one shared object serves every call.
    /// </summary>
    private CallOptions Directed(CallOptions options) =>
        options.WithHeaders(options.Headers is null ? _headers : Addressed(options.Headers, connection, appId));

    private static Metadata Addressed(Metadata headers, DaprConnection connection, string appId)
    {
        var addressed = new Metadata();
        foreach (var entry in headers)
        {
            addressed.Add(entry.Key is DaprHeaders.AppId or DaprHeaders.ApiToken
                ? throw new ArgumentException($"'{entry.Key}' is set by the peer channel, not by its caller.", nameof(headers))
                : entry);
        }

        addressed.Add(DaprHeaders.AppId, appId);
        if (connection.Options.ApiToken is { } token)
        {
            addressed.Add(DaprHeaders.ApiToken, token);
        }

        return addressed;
    }
}
