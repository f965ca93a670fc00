using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.Faults;
using Mesh.Sidecar.Health;
using Mesh.Sidecar.Invocation;
using Mesh.Sidecar.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Hosting;

/// <summary>The two ports of one app's sidecar: gRPC over plain HTTP/2, and HTTP/1.1 for health. Loopback only.</summary>
internal static class SidecarServer
{
    private const string OwnServices = "/dapr.proto.";

    // Far above what a laptop's mesh has open at once; Kestrel's own limit of 100 would make callers queue.
    private const int StreamsPerConnectionMax = 20_000;
    private const int WindowBytes = 1024 * 1024;

    /// <summary>As daprd's server pings (contract 6.3): an app that is stopped or hangs loses its streams within 15 s.</summary>
    private static readonly TimeSpan KeepAlivePingDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlivePingTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes the server and opens its ports.</summary>
    /// <exception cref="SidecarStartException">A port is in use.</exception>
    public static async Task<WebApplication> StartAsync(
        SidecarApp app,
        SidecarOptions options,
        DaprEndpoint endpoint,
        GrpcProxy proxy,
        HttpApi http,
        ReplicaGates gates,
        SidecarMetrics metrics,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.Logging);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddSingleton(endpoint);
        builder.Services.AddRouting();
        builder.Services.AddSingleton(metrics);
        builder.Services.AddGrpc(grpc => Limit(grpc, options.MessageSizeMax)).AddServiceOptions<DaprEndpoint>(grpc =>
        {
            Limit(grpc, options.MessageSizeMax);
            grpc.Interceptors.Add<CallCounter>();
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, app, gates.Connections));
        var server = builder.Build();
        Route(server, options.ApiToken, proxy, http, gates.Sidecar, metrics);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await server.DisposeAsync();
            throw new SidecarStartException(
                $"app '{app.AppId}': {exception.Message.ReplaceLineEndings(" ")} stop what listens there, "
                + "or choose another port (0 takes a free one)",
                exception);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, SidecarApp app, ReplicaConnections connections)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.Http2.KeepAlivePingDelay = KeepAlivePingDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = KeepAlivePingTimeout;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnectionMax;
        kestrel.Limits.Http2.InitialStreamWindowSize = WindowBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * WindowBytes;
        kestrel.Listen(IPAddress.Loopback, app.DaprGrpcPort, listen => Serve(listen, HttpProtocols.Http2));
        kestrel.Listen(IPAddress.Loopback, app.DaprHttpPort, listen => Serve(listen, HttpProtocols.Http1));
        if (app.MetricsPort is { } metrics)
        {
            kestrel.Listen(IPAddress.Loopback, metrics, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection =>
                {
                    connection.Features.Set(MetricsConnection.Instance);
                    return next(connection);
                });
            });
        }

        void Serve(ListenOptions listen, HttpProtocols protocols)
        {
            listen.Protocols = protocols;
            listen.Use(next => connection => connections.ServeAsync(connection, next));
        }
    }

    /// <summary>Calls of other services are passed on before anything else looks at them: that is the hot path.</summary>
    private static void Route(
        WebApplication server, string? apiToken, GrpcProxy proxy, HttpApi http, Gate gate, SidecarMetrics metrics)
    {
        server.Use((context, next) => gate.IsClosed ? WaitAsync(gate, context, next) : next(context));
        server.Use((context, next) =>
        {
            if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            {
                return context.Features.Get<MetricsConnection>() is null
                    ? http.ServeAsync(context)
                    : MetricsConnection.ServeAsync(context, metrics);
            }

            if (apiToken is not null && context.Request.Headers[DaprHeaderNames.ApiToken] != apiToken)
            {
                GrpcReply.End(context, DaprErrors.Of(StatusCode.Unauthenticated, "Unauthorized", "ERR_UNAUTHORIZED"));
                return Task.CompletedTask;
            }

            return context.Request.Path.Value!.StartsWith(OwnServices, StringComparison.Ordinal)
                ? next(context)
                : proxy.ForwardAsync(context);
        });
        server.UseRouting();
        server.MapGrpcService<DaprEndpoint>();
        server.MapFallback("{**path}", (HttpContext context) => GrpcReply.End(context, DaprErrors.NotServed(context.Request.Path.Value!)));
    }

    private static async Task WaitAsync(Gate gate, HttpContext context, RequestDelegate next)
    {
        await gate.WhenOpenAsync(context.RequestAborted);
        await next(context);
    }

    private static void Limit(GrpcServiceOptions options, int messageSizeMax)
    {
        options.MaxReceiveMessageSize = messageSizeMax;
        options.MaxSendMessageSize = null;
        options.IgnoreUnknownServices = true;
    }
}
