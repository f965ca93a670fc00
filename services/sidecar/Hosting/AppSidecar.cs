using Mesh.Sidecar.Actors;
using Mesh.Sidecar.Actors.Reminders;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Faults;
using Mesh.Sidecar.Health;
using Mesh.Sidecar.Invocation;
using Mesh.Sidecar.Monitoring;
using Mesh.Sidecar.Locks;
using Mesh.Sidecar.Introspection;
using Mesh.Sidecar.PubSub;
using Mesh.Sidecar.Resiliency;
using Mesh.Sidecar.Secrets;
using Mesh.Sidecar.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Hosting;

/// <summary>The sidecar of one app.</summary>
internal sealed class AppSidecar : IAsyncDisposable
{
    /// <summary>How long calls in flight may take to end; without callbacks a signal ends the process within about a second.</summary>
    private static readonly TimeSpan CallsEndLimit = TimeSpan.FromMilliseconds(900);

    /// <summary>
    /// How long connections stay open after the streams have ended: client libraries lose the status of a stream whose connection is closed
    /// right behind it.
    /// </summary>
    private static readonly TimeSpan LastWordsTime = TimeSpan.FromMilliseconds(100);

    private readonly SidecarRun _run;
    private readonly ComponentSet _components;
    private readonly AppChannel? _channel;
    private readonly AppReplica _replica;
    private readonly TimerApi _timers;
    private readonly AppSubscriptions? _callbacks;
    private readonly AppReadiness _readiness;
    private readonly CancellationTokenSource _stopping;
    private readonly WebApplication _server;
    private readonly Task _reachingApp;

    private AppSidecar(Parts parts, WebApplication server)
    {
        _run = parts.Run;
        _components = parts.Components;
        _channel = parts.Channel;
        _replica = parts.Replica;
        _timers = parts.Timers;
        _callbacks = parts.Callbacks;
        _readiness = parts.Readiness;
        _stopping = parts.Stopping;
        _server = server;
        Endpoint = EndpointOf(parts.App.AppId, server);
        _reachingApp = Task.Run(ReachAppAsync);
    }

    /// <summary>Where it listens.</summary>
    public SidecarEndpoint Endpoint { get; }

    /// <summary>Opens the ports of an app's sidecar.</summary>
    /// <param name="run">What the sidecars of the run share.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="app">The app.</param>
    /// <param name="replicaNumber">Its place among the run's apps: makes its name unique in placement.</param>
    /// <param name="resources">What <see cref="ResourceReader"/> read.</param>
    /// <param name="shutdown">Called when the app asks its sidecar to end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AppSidecar> StartAsync(
        SidecarRun run,
        SidecarOptions options,
        SidecarApp app,
        int replicaNumber,
        SidecarResources resources,
        Action shutdown,
        CancellationToken cancellationToken)
    {
        var policies = ResiliencyReader.Read(resources.Documents, app.AppId);
        var gates = new ReplicaGates();
        var components = await ComponentLoader.LoadAsync(run, app.AppId, gates.Sidecar, policies, resources.Documents);
        var parts = Parts.Make(run, options, app, replicaNumber, resources, components, gates);
        var blocks = parts.Blocks(options, resources.Configuration, End);
        var proxy = new GrpcProxy(
            app.AppId, run.Apps, resources.Configuration, policies.AppTimeouts, parts.Metrics, options.MessageSizeMax, run.Time);
        var http = new HttpApi(app.AppId, parts.Readiness, blocks.Metadata, options.ApiToken, End);
        try
        {
            var endpoint = new DaprEndpoint(blocks);
            var server = await SidecarServer.StartAsync(
                app, options, endpoint, proxy, http, gates, parts.Metrics, cancellationToken);
            run.Faults?.Add(app.AppId, new ReplicaFaults(gates, parts.Actors, run.Apps, parts.Replica, run.Time));
            return new AppSidecar(parts, server);
        }
        catch
        {
            parts.Channel?.Dispose();
            run.Apps.Remove(parts.Replica);
            throw;
        }

        void End(bool isForced)
        {
            if (isForced)
            {
                parts.Callbacks?.Hurry();
            }

            shutdown();
        }
    }

    /// <summary>Ends open streams, stops the ports and closes the components.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _run.Apps.Remove(_replica);
        await _reachingApp;
        if (_callbacks is not null)
        {
            await _callbacks.DisposeAsync();
        }

        await Task.Delay(LastWordsTime, TimeProvider.System);
        using (var impatient = new CancellationTokenSource(CallsEndLimit))
        {
            await _server.StopAsync(impatient.Token);
        }

        await _server.DisposeAsync();
        _timers.Dispose();
        _channel?.Dispose();
        foreach (var store in _components.StateStores.Values)
        {
            await store.Store.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private async Task ReachAppAsync()
    {
        try
        {
            if (_channel is not null)
            {
                await _channel.WaitUntilOpenAsync(_run.Time, _stopping.Token);
                await _callbacks!.StartAsync(_stopping.Token);
            }

            _readiness.SetReady();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before the app came.
        }
    }

    private static SidecarEndpoint EndpointOf(string appId, WebApplication server)
    {
        var addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        return new SidecarEndpoint(
            appId, new Uri(addresses[0]), new Uri(addresses[1]), addresses.Count > 2 ? new Uri(addresses[2]) : null);
    }

    /// <summary>What is made before the ports are open.</summary>
    private sealed record Parts(
        SidecarRun Run,
        SidecarApp App,
        ComponentSet Components,
        AppChannel? Channel,
        AppReplica Replica,
        ActorHost Actors,
        ReplicaGates Gates,
        TimerApi Timers,
        SubscriptionList Subscriptions,
        AppSubscriptions? Callbacks,
        AppReadiness Readiness,
        SidecarMetrics Metrics,
        CancellationTokenSource Stopping)
    {
        public static Parts Make(
            SidecarRun run,
            SidecarOptions options,
            SidecarApp app,
            int replicaNumber,
            SidecarResources resources,
            ComponentSet components,
            ReplicaGates gates)
        {
            var declared = SubscriptionReader.Read(resources.Documents, app.AppId);
            var metrics = new SidecarMetrics(app.AppId, run.Environment("NAMESPACE") ?? "", TimeProvider.System);
            metrics.ComponentsLoaded(components.Loaded.Count);
            var channel = app.AppPort is { } port ? new AppChannel(port, options.AppApiToken, options.MessageSizeMax) : null;
            var subscriptions = new SubscriptionList();
            var actors = new ActorHost(
                $"{app.AppId}#{replicaNumber}",
                app.AppId,
                components.ActorStateStore is not null,
                run.Placement,
                metrics,
                run.Time,
                run.Logging.CreateLogger<ActorHost>());
            var callbacks = channel is null ? null : new AppSubscriptions(
                app.AppId,
                channel,
                components,
                declared,
                subscriptions,
                metrics,
                run.Time,
                run.Logging.CreateLogger<AppSubscriptions>());
            return new Parts(
                run,
                app,
                components,
                channel,
                run.Apps.Add(app.AppId, channel, gates.Sidecar),
                actors,
                gates,
                new TimerApi(actors, metrics, run.Time, run.Logging.CreateLogger<TimerApi>()),
                subscriptions,
                callbacks,
                new AppReadiness(),
                metrics,
                CancellationTokenSource.CreateLinkedTokenSource(run.Stopping));
        }

        public BuildingBlocks Blocks(SidecarOptions options, SidecarConfiguration configuration, Action<bool> shutdown) => new(
            new StateApi(Components, Metrics, options.MessageSizeMax),
            new PublishApi(Components, App.AppId, new CloudEventWriter(App.AppId, Run.Time), Metrics),
            new SubscribeApi(
                Components, App.AppId, Subscriptions, Metrics, Run.Time, Run.Logging.CreateLogger<SubscribeApi>(), Stopping.Token),
            new SecretApi(Components, configuration.SecretScopes, Metrics),
            new LockApi(Components),
            new InvokeApi(App.AppId, Run.Apps, configuration, Metrics),
            new ActorInvokeApi(Actors, Run.Placement, Run.Time, Run.Environment("NAMESPACE")),
            new ActorStreamApi(Actors, Gates, Stopping.Token),
            new ActorStateApi(App.AppId, Components.ActorStateStore, Actors),
            Timers,
            new ReminderApi(Actors, Run.Reminders, Run.Time),
            new MetadataApi(App.AppId, App.AppPort, Components, Subscriptions, Actors, Run.Placement),
            shutdown);
    }
}
