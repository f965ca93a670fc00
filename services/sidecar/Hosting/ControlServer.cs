using System.Net;
using Mesh.Sidecar.Actors;
using Mesh.Sidecar.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Sidecar.Hosting;

/// <summary>The port over which a test brings faults about: gRPC over plain HTTP/2, loopback only.</summary>
internal static class ControlServer
{
    /// <summary>Makes the server and opens its port.</summary>
    /// <exception cref="SidecarStartException">The port is in use.</exception>
    public static async Task<WebApplication> StartAsync(
        int port, FaultBoard faults, Placement placement, SidecarOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.Logging);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddSingleton(new FaultEndpoint(faults, placement));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        var server = builder.Build();
        server.MapGrpcService<FaultEndpoint>();
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await server.DisposeAsync();
            throw new SidecarStartException(
                $"--control-port: {exception.Message.ReplaceLineEndings(" ")} stop what listens there, or choose another port", exception);
        }
    }
}
