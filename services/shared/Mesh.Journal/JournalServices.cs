using Mesh.Dapr.Actors;
using Mesh.Dapr.State;
using Mesh.Journal.Owners;
using Mesh.Journal.Placement;
using Mesh.Journal.Proofs;
using Mesh.Journal.V1;
using Mesh.Journal.Witness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Journal;

/// <summary>Adds the journal of a service to its host.</summary>
public static class JournalServices
{
    /// <summary>
    /// Adds the partitions of a service: <see cref="IPartitionSet{TState,TCommand,TResult,TEvent}"/>, <see cref="IPartitionReminders"/>,
    /// <see cref="IJournalInspection"/>, <see cref="IJournalProofs"/> and <see cref="IJournalHost"/>. At start it waits for the sidecar,
    /// checks the partition count against the store, hosts the partitions as actors of type <c>&lt;Service&gt;Partition</c> and wakes
    /// them; at stop it finishes what waits and lets them go.
    /// </summary>
    /// <remarks>
    /// The host must also have <see cref="Mesh.Dapr.State.IStateStore"/>, <see cref="Mesh.Dapr.Sidecar.ISidecar"/>,
    /// <see cref="Mesh.Dapr.Actors.IActorHost"/>, <see cref="Mesh.Dapr.Actors.IActorClient"/>,
    /// <see cref="Mesh.Dapr.Actors.IActorReminders"/> and <see cref="TimeProvider"/>. An
    /// <see cref="IPartitionObserver{TState,TCommand,TResult,TEvent}"/> is used when there is one; it may depend on the partitions.
    /// <code>
    /// builder.Services.AddJournal(new LedgerPartition(), JournalOptions.Read(builder.Configuration));
    /// app.MapGrpcService&lt;JournalEndpoint&gt;();
    /// </code>
    /// </remarks>
    public static IServiceCollection AddJournal<TState, TCommand, TResult, TEvent>(
        this IServiceCollection services, IJournaledMachine<TState, TCommand, TResult, TEvent> machine, JournalOptions options)
    {
        services.AddSingleton(machine);
        services.AddSingleton(options);
        services.AddSingleton<PartitionSet<TState, TCommand, TResult, TEvent>>();
        services.AddSingleton<IPartitionSet<TState, TCommand, TResult, TEvent>>(Set);
        services.AddSingleton<IJournalInspection>(Set);
        services.AddSingleton<IOwnedPartitions>(Set);
        services.AddSingleton<ICommittedHeads>(Set);
        services.TryAddSingleton<IPeers, NoPeers>();
        services.AddSingleton<JournalProofs>();
        services.AddSingleton<IJournalProofs>(provider => provider.GetRequiredService<JournalProofs>());
        services.AddSingleton<IPositionExchange, PositionExchange>();
        services.AddHostedService<ProofHost>();
        services.AddSingleton<JournalHost<TState, TCommand, TResult, TEvent>>();
        services.AddSingleton<IJournalHost>(provider => provider.GetRequiredService<JournalHost<TState, TCommand, TResult, TEvent>>());
        services.AddHostedService(provider => provider.GetRequiredService<JournalHost<TState, TCommand, TResult, TEvent>>());
        services.AddSingleton<IPartitionReminders>(provider => new PartitionReminders(
            number => Set(provider).ActorOf(number), provider.GetRequiredService<IActorReminders>()));
        return services;

        static PartitionSet<TState, TCommand, TResult, TEvent> Set(IServiceProvider provider) =>
            provider.GetRequiredService<PartitionSet<TState, TCommand, TResult, TEvent>>();
    }

    /// <summary>
    /// Lets this service remember how far the journals of another one have come, and tell it back, so that a journal that has become
    /// shorter is noticed. The host must also have <see cref="IStateStore"/> and <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="service">The other service, for example <c>ledger</c>.</param>
    /// <param name="client">Makes what reaches it.</param>
    public static IServiceCollection AddJournalWitness(
        this IServiceCollection services, string service, Func<IServiceProvider, JournalService.JournalServiceClient> client) =>
        services.AddSingleton<IHostedService>(provider => new JournalWitness(
            service,
            client(provider),
            provider.GetRequiredService<IStateStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
}
