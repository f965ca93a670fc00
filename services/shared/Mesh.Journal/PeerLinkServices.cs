using Grpc.AspNetCore.Server;
using Grpc.Core.Interceptors;
using Mesh.Dapr.Secrets;
using Mesh.Dapr.Sidecar;
using Mesh.Journal.Owners;
using Mesh.Journal.Peers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal;

/// <summary>Lets the replicas of a service take calls to each other.</summary>
public static class PeerLinkServices
{
    /// <summary>
    /// Adds the peer link. Call it before <see cref="JournalServices.AddJournal"/>, map <see cref="PeerLinkEndpoint"/>, and have
    /// <see cref="ISecretStore"/> with the secret <c>peer-link-key</c>; without that every replica serves what it is asked.
    /// </summary>
    /// <param name="services">The composition.</param>
    /// <param name="service">Name of the service, the same as its machine's.</param>
    /// <param name="routes">Which calls belong to a partition.</param>
    public static IServiceCollection AddPeerLink<TEndpoint>(
        this IServiceCollection services, string service, PeerRoutes<TEndpoint> routes)
        where TEndpoint : class
    {
        services.AddSingleton(provider => new SidecarWatch(
            provider.GetRequiredService<ISidecar>(), Time(provider), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new PeerKeys(
            provider.GetRequiredService<ISidecar>(),
            provider.GetRequiredService<ISecretStore>(),
            Time(provider),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(_ => new PeerMeters(service));
        services.AddSingleton(provider => routes.Bind(ActivatorUtilities.CreateInstance<TEndpoint>(provider)));
        services.AddSingleton(provider => new PeerDispatcher(
            provider.GetRequiredService<PeerMethods>(),
            provider.GetRequiredService<IOwnedPartitions>(),
            provider.GetRequiredService<SidecarWatch>(),
            provider.GetServices<Interceptor>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            Time(provider),
            Logger(provider)));
        services.AddSingleton(provider => new PeerLinks(
            service,
            provider.GetRequiredService<PeerKeys>(),
            provider.GetRequiredService<JournalOptions>(),
            new Lazy<IOwnedPartitions>(provider.GetRequiredService<IOwnedPartitions>),
            new Lazy<PeerDispatcher>(provider.GetRequiredService<PeerDispatcher>),
            provider.GetRequiredService<SidecarWatch>(),
            provider.GetRequiredService<PeerMeters>(),
            Time(provider),
            Logger(provider)));
        services.AddSingleton<IPeers>(provider => provider.GetRequiredService<PeerLinks>());
        services.AddSingleton(provider => new PeerLinkEndpoint(provider.GetRequiredService<PeerLinks>()));
        services.AddSingleton(provider => new CallRouter(
            provider.GetRequiredService<PeerMethods>(),
            provider.GetRequiredService<IOwnedPartitions>(),
            provider.GetRequiredService<PeerLinks>(),
            provider.GetRequiredService<SidecarWatch>(),
            provider.GetRequiredService<PeerMeters>(),
            Time(provider),
            Logger(provider)));

        services.AddSingleton(provider => new StreamedCalls(
            new Lazy<Interceptor?>(provider.GetRequiredService<CallRouter>), provider.GetServices<Interceptor>(), Time(provider)));

        // In this order: keys before anything that opens a link, and links close after the partitions have stopped.
        services.AddHostedService(provider => provider.GetRequiredService<PeerKeys>());
        services.AddHostedService(provider => provider.GetRequiredService<PeerLinks>());
        services.AddHostedService(provider => provider.GetRequiredService<SidecarWatch>());
        services.Configure<GrpcServiceOptions>(PutOutermost);
        services.AddGrpc().AddServiceOptions<PeerLinkEndpoint>(options => options.MaxReceiveMessageSize = PeerLimits.MessageBytesMax);
        return services;
    }

    /// <summary>The router sees the final answers of all other interceptors, and its own are not for them to change.</summary>
    private static void PutOutermost(GrpcServiceOptions options)
    {
        options.Interceptors.Add<CallRouter>();
        var router = options.Interceptors[^1];
        options.Interceptors.RemoveAt(options.Interceptors.Count - 1);
        options.Interceptors.Insert(0, router);
    }

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private static ILogger Logger(IServiceProvider provider) => provider.GetRequiredService<ILoggerFactory>().CreateLogger("Mesh.Journal");
}
