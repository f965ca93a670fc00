using Grpc.Core;
using Grpc.Net.Client;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Dapr.Connection;

/// <summary>
/// The one connection of a process to its sidecar; every port of this room works on it. Safe for concurrent use. Connects when first used
/// and again by itself after a failure; nothing is retried.
/// </summary>
public sealed class DaprConnection : IDisposable
{
    // The sidecar refuses pings closer than 8 s, and those of a connection without a call.
    private static readonly TimeSpan KeepAliveDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(5);

    // The sidecar closes a connection that is idle for 3 min: being first avoids a call that meets the closing.
    private static readonly TimeSpan IdleConnectionLifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly GrpcChannel _channel;
    private readonly Metadata _headers = [];

    /// <summary>Prepares the connection; nothing is sent yet.</summary>
    public DaprConnection(DaprOptions options)
    {
        Options = options;
        if (options.ApiToken is { } token)
        {
            _headers.Add(DaprHeaders.ApiToken, token);
        }

        _channel = GrpcChannel.ForAddress(options.GrpcEndpoint, new GrpcChannelOptions
        {
            // A client, not the bare handler: with that, the channel would back off by itself after a failed connection (1 s doubling to
            // 2 min) and fail every call meanwhile without trying, long after the sidecar is back.
            HttpClient = new HttpClient(NewHandler()) { Timeout = Timeout.InfiniteTimeSpan },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = options.MessageSizeMax,
            MaxSendMessageSize = options.MessageSizeMax,
        });
        Invoker = _channel.CreateCallInvoker();
        Client = new DaprClient(Invoker);
        Http = new HttpClient(NewHandler()) { BaseAddress = options.HttpEndpoint, Timeout = options.SidecarTimeLimit };
    }

    /// <summary>What the connection was made with.</summary>
    public DaprOptions Options { get; }

    internal CallInvoker Invoker { get; }

    internal DaprClient Client { get; }

    internal HttpClient Http { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        Http.Dispose();
    }

    /// <summary>
    /// Options of a call with a time limit. gRPC compares deadlines with the real clock, so no other clock can be used here.
    /// </summary>
    internal CallOptions Limited(TimeSpan timeLimit, CancellationToken cancellationToken) =>
        new(_headers, DateTime.UtcNow + timeLimit, cancellationToken);

    /// <summary>Options of a stream that lives as long as the process.</summary>
    internal CallOptions Unlimited(CancellationToken cancellationToken) => new(_headers, deadline: null, cancellationToken);

    private static SocketsHttpHandler NewHandler() => new()
    {
        // Beyond the peer's limit of streams on one connection a second one is opened, instead of queueing.
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = KeepAliveDelay,
        KeepAlivePingTimeout = KeepAliveTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        PooledConnectionIdleTimeout = IdleConnectionLifetime,
        ConnectTimeout = ConnectTimeout,
        // A proxy of the environment is for the outside world; the sidecar is next door.
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    };
}
