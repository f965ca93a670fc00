using Grpc.Net.Client;
using Mesh.Host.Health;
using Mesh.Testing.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Host.Tests.Echo;

/// <summary>Runs the echo service on a real socket in this process, as <see cref="MeshHost"/> composes it.</summary>
public sealed class EchoHost : IAsyncDisposable
{
    public const string ServiceName = "mesh.testing.v1.EchoService";

    private readonly WebApplication _app;

    private EchoHost(WebApplication app, RecordedLog log)
    {
        _app = app;
        Log = log;
        Channel = GrpcChannel.ForAddress(Endpoint);
        Client = new EchoService.EchoServiceClient(Channel);
    }

    public RecordedLog Log { get; }

    public Uri Endpoint => MeshHost.Endpoint(_app);

    public GrpcChannel Channel { get; }

    public EchoService.EchoServiceClient Client { get; }

    public EchoSignals Signals => _app.Services.GetRequiredService<EchoSignals>();

    public ServingStatus Serving => _app.Services.GetRequiredService<ServingStatus>();

    public static Task<EchoHost> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    public static async Task<EchoHost> StartAsync(Action<IServiceCollection> compose, params string[] settings)
    {
        var log = new RecordedLog();
        var app = MeshHost.Build("testing", ["--port", "0", .. settings], builder => Compose(builder, log, compose), Map);
        await app.StartAsync();
        return new EchoHost(app, log);
    }

    public static void Map(WebApplication app) => app.MapGrpcService<EchoEndpoint>();

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }

    private static void Compose(WebApplicationBuilder builder, RecordedLog log, Action<IServiceCollection> compose)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<EchoSignals>();
        builder.Services.AddSingleton<EchoEndpoint>();
        compose(builder.Services);
    }
}
