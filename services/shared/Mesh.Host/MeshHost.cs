using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Core.Interceptors;
using Mesh.Host.Calls;
using Mesh.Host.Health;
using Mesh.Host.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Host;

/// <summary>
/// Composes and runs one gRPC server of the mesh: HTTP/2 without TLS on loopback, health, reflection, gzip, message and time limits, rich
/// errors, an orderly stop. A service adds only what is its own:
/// <code>
/// return await MeshHost.RunAsync("ledger", args,
///     builder => builder.Services.AddSingleton&lt;LedgerPartition&gt;(),
///     app => app.MapGrpcService&lt;LedgerEndpoint&gt;());
/// </code>
/// Calls are served as soon as the process listens; a service tells <see cref="ServingStatus"/> when it is ready for them.
/// </summary>
public static class MeshHost
{
    /// <summary>Runs the server until the process is told to stop (SIGTERM, Ctrl-C).</summary>
    /// <param name="name">The service's short name, for example <c>ledger</c>; its error domain is then <c>ledger.mesh</c>.</param>
    /// <param name="args">The command line: <c>--port</c> and <c>--address</c>, see <see cref="HostSettings"/>.</param>
    /// <param name="compose">Adds the service's own parts.</param>
    /// <param name="map">Maps the service's endpoints.</param>
    /// <returns>The exit code: 0 after an orderly stop; 1 when the server could not start (one line on stderr says why) or broke.</returns>
    public static Task<int> RunAsync(string name, string[] args, Action<WebApplicationBuilder> compose, Action<WebApplication> map) =>
        RunReportingAsync(name, args, compose, map, Console.Error);

    internal static async Task<int> RunReportingAsync(
        string name,
        string[] args,
        Action<WebApplicationBuilder> compose,
        Action<WebApplication> map,
        TextWriter problems
    )
    {
        WebApplication? app = null;
        try
        {
            app = Build(name, args, compose, map);
            await app.StartAsync();
        }
        catch (Exception problem)
        {
            await problems.WriteLineAsync(StartupProblem.Describe(name, BrokenPart(app) ?? problem));
            await DisposeAsync(app);
            return 1;
        }

        Log.Listening(app.Logger, name, Endpoint(app).Authority);
        StopWithInput(app);
        await app.WaitForShutdownAsync();
        var broken = BrokenPart(app);
        if (broken is null)
        {
            Log.Stopped(app.Logger, name);
        }
        else
        {
            Log.Broke(app.Logger, broken, name);
        }

        await DisposeAsync(app);
        return broken is null ? 0 : 1;
    }

    /// <summary>Composes the server without starting it, for tests and for <see cref="RunAsync"/>; parameters as there.</summary>
    /// <exception cref="StartupException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string name, string[] args, Action<WebApplicationBuilder> compose, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ApplicationName = name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        HostConfiguration.AddSources(builder.Configuration, args);
        var settings = HostSettings.Read(name, builder.Configuration);
        HostLogging.Add(builder);
        OpenTelemetrySetup.Add(builder, settings);
        AddServer(builder, settings);
        AddCalls(builder.Services, settings);
        compose(builder);

        var app = builder.Build();
        app.UseRouting();
        app.UseMiddleware<CallAdmission>();
        app.MapGrpcService<HealthEndpoint>();
        app.MapGrpcReflectionService();
        map(app);
        return app;
    }

    /// <summary>Says where a started server listens; with port 0 this is the only way to know.</summary>
    public static Uri Endpoint(WebApplication app) => new(app.Urls.First());

    private static void AddServer(WebApplicationBuilder builder, HostSettings settings)
    {
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.Http2.MaxStreamsPerConnection = HostLimits.StreamsPerConnectionMax;
                kestrel.Limits.Http2.KeepAlivePingDelay = HostLimits.KeepAlivePingDelay;
                kestrel.Limits.Http2.KeepAlivePingTimeout = HostLimits.KeepAlivePingTimeout;
                kestrel.Listen(new IPEndPoint(settings.Address, settings.Port), listen => listen.Protocols = HttpProtocols.Http2);
            });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = HostLimits.DrainMax + HostLimits.StopMax);
    }

    private static void AddCalls(IServiceCollection services, HostSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton<ServingStatus>();
        services.AddSingleton<CallGate>();
        services.AddSingleton<ErrorInterceptor>();

        // What every call passes, outermost first; also for a call that comes in by another way than this server's own.
        services.AddSingleton<Interceptor>(provider => provider.GetRequiredService<ErrorInterceptor>());
        services.AddHostedService<Drain>();
        services.AddGrpc(grpc => Configure(grpc, settings));
        services.AddGrpcReflection();
        if (settings.AppApiToken is { } token)
        {
            services.AddSingleton(new SidecarTokenInterceptor(token));
            services.AddSingleton<Interceptor>(provider => provider.GetRequiredService<SidecarTokenInterceptor>());
        }
    }

    private static void Configure(GrpcServiceOptions grpc, HostSettings settings)
    {
        grpc.MaxReceiveMessageSize = HostLimits.MessageBytesMax;
        grpc.MaxSendMessageSize = HostLimits.MessageBytesMax;
        grpc.EnableDetailedErrors = false;
        grpc.Interceptors.Add<ErrorInterceptor>();
        if (settings.AppApiToken is not null)
        {
            grpc.Interceptors.Add<SidecarTokenInterceptor>();
        }
    }

    /// <summary>Returns why a background part has failed and so ended the process, which the host by itself would call a success.</summary>
    private static Exception? BrokenPart(WebApplication? app) =>
        app
            ?.Services.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Select(part => part.ExecuteTask?.Exception?.GetBaseException())
            .FirstOrDefault(failure => failure is not null);

    // Whoever started us holds our standard input open and cannot outlive it: when it ends, we stop in order. Only on request, since a
    // service in a
    // container has no input from the beginning.
    private static void StopWithInput(WebApplication app)
    {
        if (app.Configuration["MESH_STOP_WITH_INPUT"] == "true")
        {
            _ = Task.Run(async () =>
            {
                await Console.In.ReadToEndAsync();
                app.Lifetime.StopApplication();
            });
        }
    }

    private static async Task DisposeAsync(WebApplication? app)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
