using System.Net;
using System.Net.Sockets;
using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Mesh.Sidecar.Invocation;

/// <summary>The connection of a sidecar to its app.</summary>
internal sealed class AppChannel : IDisposable
{
    // An app that starts with its sidecar is found at once; one that is not there costs little.
    private static readonly TimeSpan ProbeIntervalMin = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ProbeIntervalMax = TimeSpan.FromMilliseconds(400);

    private readonly GrpcChannel _channel;
    private readonly string? _appApiToken;

    /// <summary>Prepares the connection; nothing is dialled yet.</summary>
    /// <param name="port">The app's gRPC port on 127.0.0.1.</param>
    /// <param name="appApiToken">Shown to the app; null shows nothing.</param>
    /// <param name="messageSizeMax">Largest callback message, in bytes.</param>
    public AppChannel(int port, string? appApiToken, int messageSizeMax)
    {
        Port = port;
        Address = $"http://127.0.0.1:{port}";
        _appApiToken = appApiToken;
        var handler = NewHandler();
        Http = new HttpMessageInvoker(handler, disposeHandler: true);
        // Given as a client and not as a handler, the channel neither replaces how it connects nor backs off after a failure: an app that
        // is back is called at once.
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions
        {
            HttpClient = new HttpClient(handler, disposeHandler: false),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = messageSizeMax,
            MaxSendMessageSize = messageSizeMax,
        });
        Callback = new AppCallback.AppCallbackClient(_channel);
    }

    /// <summary>The app's port.</summary>
    public int Port { get; }

    /// <summary>The app's address, without a path.</summary>
    public string Address { get; }

    /// <summary>Sends raw requests to the app.</summary>
    public HttpMessageInvoker Http { get; }

    /// <summary>The services that an app may serve for its sidecar.</summary>
    public AppCallback.AppCallbackClient Callback { get; }

    /// <summary>What the app has to be shown; null for nothing.</summary>
    public string? AppApiToken => _appApiToken;

    /// <summary>Headers of a callback.</summary>
    public Metadata Headers()
    {
        Metadata headers = [];
        if (_appApiToken is { } token)
        {
            headers.Add(DaprHeaderNames.ApiToken, token);
        }

        return headers;
    }

    /// <summary>Waits until something listens on the app's port, for as long as it takes.</summary>
    public async Task WaitUntilOpenAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var interval = ProbeIntervalMin;
        while (!await IsOpenAsync(cancellationToken))
        {
            await Task.Delay(interval, time, cancellationToken);
            interval = interval < ProbeIntervalMax ? interval * 1.5 : ProbeIntervalMax;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channel.Dispose();
        Http.Dispose();
    }

    private static SocketsHttpHandler NewHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = 1024 * 1024,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        // The caller's trace is passed on as it came; nothing of ours is added.
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };

    private async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
