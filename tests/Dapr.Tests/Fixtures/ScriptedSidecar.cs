using System.Net;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Mesh.Dapr.Connection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Dapr.Tests.Fixtures;

/// <summary>
/// A process-local server with the sidecar's two ports, for what a real sidecar does too seldom or too politely: silence, losses, wrong
/// answers. It also serves <c>grpc.health.v1</c> in the place of a peer behind the proxy.
/// </summary>
internal sealed class ScriptedSidecar : IAsyncDisposable
{
    private readonly WebApplication _server;

    private ScriptedSidecar(WebApplication server, ScriptedDapr dapr, PeerRecorder peer, Uri grpc, Uri http)
    {
        _server = server;
        Dapr = dapr;
        Peer = peer;
        Options = new DaprOptions { GrpcEndpoint = grpc, HttpEndpoint = http };
    }

    public ScriptedDapr Dapr { get; }

    /// <summary>What the peer behind the proxy saw.</summary>
    public PeerRecorder Peer { get; }

    /// <summary>Options that lead here, with the defaults of production.</summary>
    public DaprOptions Options { get; }

    public static async Task<ScriptedSidecar> StartAsync(int grpcPort = 0, Func<int>? outboundHealth = null)
    {
        var dapr = new ScriptedDapr();
        var peer = new PeerRecorder();
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, grpcPort, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<PeerRecorder.Interceptor>(peer));
        builder.Services.AddSingleton(dapr);
        builder.Services.AddSingleton(health);
        var server = builder.Build();
        server.MapGrpcService<ScriptedDapr>();
        server.MapGrpcService<HealthServiceImpl>();
        server.MapGet("/v1.0/healthz/outbound", () => Results.StatusCode(outboundHealth?.Invoke() ?? StatusCodes.Status204NoContent));
        await server.StartAsync();
        var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        return new ScriptedSidecar(server, dapr, peer, new Uri(addresses[0]), new Uri(addresses[1]));
    }

    /// <summary>Ends as a killed process does: open calls are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await _server.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // That was the point.
        }

        await _server.DisposeAsync();
    }
}
