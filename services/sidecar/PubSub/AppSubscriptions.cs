using Dapr.Proto.Runtime.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Invocation;
using Mesh.Sidecar.Monitoring;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.PubSub;

/// <summary>
/// The subscriptions of an app that serves <c>AppCallback</c>: those that it names itself and those that the resources declare (contract
/// 3.5). An app's own replaces a declared one of the same topic.
/// </summary>
internal sealed class AppSubscriptions(
    string appId,
    AppChannel channel,
    ComponentSet components,
    IReadOnlyList<SubscriptionTerms> declared,
    SubscriptionList subscriptions,
    SidecarMetrics metrics,
    TimeProvider time,
    ILogger<AppSubscriptions> logger) : IAsyncDisposable
{
    /// <summary>daprd's DaprBuiltInInitializationRetries (contract 8.2).</summary>
    private static readonly TimeSpan[] AskPauses =
        [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.75), TimeSpan.FromSeconds(1.125)];

    private static readonly TimeSpan RejoinPause = TimeSpan.FromSeconds(5);

    /// <summary>daprd's dapr-graceful-shutdown-seconds (contract 3.6, 8.6).</summary>
    private static readonly TimeSpan DeliveriesEndLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _hurried = new();
    private readonly List<IMembership> _memberships = [];
    private readonly List<Task> _rejoining = [];

    /// <summary>Asks the app, once it is open, and subscribes.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (components.PubSubs.Count == 0)
        {
            return;
        }

        var own = await ReadOwnAsync(cancellationToken);
        var names = own.Select(terms => (terms.PubSubName, terms.Topic)).ToHashSet();
        foreach (var terms in own.Concat(declared.Where(terms => !names.Contains((terms.PubSubName, terms.Topic)))))
        {
            await SubscribeAsync(terms, cancellationToken);
        }
    }

    /// <summary>Nobody waits for deliveries in flight when the app is left.</summary>
    public void Hurry() => _hurried.Cancel();

    /// <summary>Unsubscribes. Deliveries in flight may end for a while; what is unanswered then stays with the broker.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await Task.WhenAll(_rejoining);
        using (var limit = new CancellationTokenSource(DeliveriesEndLimit, time))
        using (var impatient = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _hurried.Token))
        {
            await Task.WhenAll(_memberships.Select(membership => membership.DrainAsync(impatient.Token)));
        }

        foreach (var membership in _memberships)
        {
            await membership.DisposeAsync();
        }

        _leaving.Dispose();
        _hurried.Dispose();
    }

    /// <summary>An app without the method subscribes to nothing. The token is not shown on this call.</summary>
    private async Task<List<SubscriptionTerms>> ReadOwnAsync(CancellationToken cancellationToken)
    {
        for (var asked = 0; ; asked++)
        {
            try
            {
                var answer = await channel.Callback.ListTopicSubscriptionsAsync(new Empty(), cancellationToken: cancellationToken);
                return [.. answer.Subscriptions.Select(Terms).OfType<SubscriptionTerms>()];
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
            {
                return [];
            }
            catch (RpcException exception) when (cancellationToken.IsCancellationRequested)
            {
                // A stop while the app had not answered yet: gRPC names it by a status of its own.
                throw new OperationCanceledException(exception.Message, exception, cancellationToken);
            }
            catch (RpcException exception) when (asked == AskPauses.Length)
            {
                Log.SubscriptionsNotRead(logger, appId, exception.Status.ToString());
                return [];
            }
            catch (RpcException)
            {
                await Task.Delay(AskPauses[asked], time, cancellationToken);
            }
        }
    }

    private SubscriptionTerms? Terms(Dapr.Proto.Runtime.V1.TopicSubscription subscription)
    {
        if (subscription.Routes?.Rules.Count > 0)
        {
            Log.SubscriptionRefused(
                logger, appId, subscription.Topic, subscription.PubsubName,
                "routing rules are not served by this development sidecar: use `dapr run`");
            return null;
        }

        if (subscription.BulkSubscribe is { Enabled: true })
        {
            Log.BulkIgnored(logger, appId, subscription.Topic, subscription.PubsubName);
        }

        return new SubscriptionTerms(
            subscription.PubsubName,
            subscription.Topic,
            subscription.Routes?.Default ?? "",
            subscription.DeadLetterTopic.Length == 0 ? null : subscription.DeadLetterTopic,
            subscription.Metadata,
            PubsubSubscriptionType.Programmatic);
    }

    private async Task SubscribeAsync(SubscriptionTerms terms, CancellationToken cancellationToken)
    {
        if (!components.PubSubs.TryGetValue(terms.PubSubName, out var component))
        {
            Log.SubscriptionRefused(logger, appId, terms.Topic, terms.PubSubName, "there is no such component");
            return;
        }

        if (!component.Scopes.MaySubscribe(terms.Topic))
        {
            Log.SubscriptionRefused(logger, appId, terms.Topic, terms.PubSubName, "the component's scopes do not allow it");
            return;
        }

        if (!await TryJoinAsync(terms, component, cancellationToken))
        {
            _rejoining.Add(RejoinAsync(terms, component));
        }
    }

    private async Task<bool> TryJoinAsync(SubscriptionTerms terms, PubSubComponent component, CancellationToken cancellationToken)
    {
        var subscription = new TopicSubscription(component, terms, new CallbackListener(channel), metrics, time, logger);
        try
        {
            var membership = await component.Broker.SubscribeAsync(
                terms.Topic, component.ConsumerId, subscription.HandleAsync, cancellationToken);
            lock (_memberships)
            {
                _memberships.Add(membership);
            }

            subscriptions.Add(terms);
            return true;
        }
        catch (BrokerException exception)
        {
            Log.SubscriptionRefused(logger, appId, terms.Topic, terms.PubSubName, exception.Message);
            return false;
        }
    }

    /// <summary>A broker that is away for a moment must not leave the topic silent for the whole run.</summary>
    private async Task RejoinAsync(SubscriptionTerms terms, PubSubComponent component)
    {
        try
        {
            do
            {
                await Task.Delay(RejoinPause, time, _leaving.Token);
            }
            while (!await TryJoinAsync(terms, component, _leaving.Token));
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // The app leaves.
        }
    }
}
