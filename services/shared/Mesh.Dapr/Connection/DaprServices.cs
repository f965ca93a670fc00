using Mesh.Dapr.Actors;
using Mesh.Dapr.Locks;
using Mesh.Dapr.Secrets;
using Mesh.Dapr.Sidecar;
using Mesh.Dapr.State;
using Mesh.Dapr.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Mesh.Dapr.Connection;

/// <summary>Registers the ports of this room, all on one connection.</summary>
public static class DaprServices
{
    /// <summary>
    /// Registers every port as a singleton; nothing is dialled or started. The composition root waits for
    /// <see cref="ISidecar.WaitUntilReadyAsync"/>, starts subscriptions and the actor host, and stops them in its own order. Peers are made
    /// where they are needed: <see cref="Peers.PeerChannel"/>.
    /// </summary>
    public static IServiceCollection AddMeshDapr(this IServiceCollection services, DaprOptions options, DaprComponents components)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(_ => new DaprConnection(options));
        services.AddSingleton(_ => new AppApiToken(options.AppApiToken));
        services.AddSingleton<ISidecar>(provider => new DaprSidecar(Connection(provider), Time(provider)));
        services.AddSingleton<IActorHost>(provider => new ActorHost(Connection(provider), Time(provider), Logger<ActorHost>(provider)));
        services.AddSingleton(provider => new DaprActorClient(Connection(provider)));
        services.AddSingleton<IActorClient>(provider => provider.GetRequiredService<DaprActorClient>());
        services.AddSingleton<IActorReminders>(provider => provider.GetRequiredService<DaprActorClient>());
        AddStores(services, components);
        return services;
    }

    private static void AddStores(IServiceCollection services, DaprComponents components)
    {
        if (components.StateStore is { } state)
        {
            services.AddSingleton<IStateStore>(provider => new DaprStateStore(Connection(provider), state));
        }

        if (components.PubSub is { } pubSub)
        {
            services.AddSingleton<ITopicPublisher>(provider => new DaprTopicPublisher(Connection(provider), pubSub));
            services.AddSingleton<ITopicSubscriber>(provider =>
                new DaprTopicSubscriber(Connection(provider), pubSub, Time(provider), Logger<DaprTopicSubscriber>(provider)));
        }

        if (components.SecretStore is { } secrets)
        {
            services.AddSingleton<ISecretStore>(provider => new DaprSecretStore(Connection(provider), secrets));
        }

        if (components.LockStore is { } locks)
        {
            services.AddSingleton<ILockStore>(provider => new DaprLockStore(Connection(provider), locks));
        }
    }

    private static DaprConnection Connection(IServiceProvider provider) => provider.GetRequiredService<DaprConnection>();

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    private static ILogger<T> Logger<T>(IServiceProvider provider) => provider.GetRequiredService<ILogger<T>>();
}
