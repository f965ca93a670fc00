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
    private readonly List<IAsyncDisposable> _memberships = [];

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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var membership in _memberships)
        {
            await membership.DisposeAsync();
        }
    }

    /// <summary>An app without the method subscribes to nothing. The token is not shown on this call.</summary>
    private async Task<List<SubscriptionTerms>> ReadOwnAsync(CancellationToken cancellationToken)
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
        catch (RpcException exception)
        {
            Log.SubscriptionsNotRead(logger, appId, exception.Status.ToString());
            return [];
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

        var subscription = new TopicSubscription(component, terms, new CallbackListener(channel), metrics, time, logger);
        try
        {
            _memberships.Add(await component.Broker.SubscribeAsync(
                terms.Topic, component.ConsumerId, subscription.HandleAsync, cancellationToken));
            subscriptions.Add(terms);
        }
        catch (BrokerException exception)
        {
            Log.SubscriptionRefused(logger, appId, terms.Topic, terms.PubSubName, exception.Message);
        }
    }
}
