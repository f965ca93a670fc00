using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Errors;
using Mesh.Sidecar.Monitoring;
using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.PubSub;

/// <summary>
/// Streaming subscriptions (contract 3.8). They need no app port, and what is unanswered at their end stays with the broker.
/// </summary>
internal sealed class SubscribeApi(
    ComponentSet components,
    string appId,
    SubscriptionList subscriptions,
    SidecarMetrics metrics,
    TimeProvider time,
    ILogger<SubscribeApi> logger,
    CancellationToken stopping)
{
    public async Task SubscribeAsync(
        IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requests,
        IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responses,
        CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        try
        {
            await ServeAsync(requests, responses, ending.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw Failed("stream closed");
        }
    }

    private async Task ServeAsync(
        IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requests,
        IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responses,
        CancellationToken cancellationToken)
    {
        var terms = await ReadTermsAsync(requests, cancellationToken);
        var component = Component(terms);
        using var listener = new StreamListener(responses);
        var subscription = new TopicSubscription(component, terms, listener, metrics, time, logger);
        await using var membership = await listener.OpenAsync(
            () => JoinAsync(component, terms.Topic, subscription, cancellationToken), cancellationToken);
        using var listed = subscriptions.Add(terms);
        while (await requests.MoveNext(cancellationToken))
        {
            listener.Answer(requests.Current.EventProcessed ?? throw Failed("duplicate initial request received"));
        }

        throw Failed("EOF");
    }

    private static async Task<SubscriptionTerms> ReadTermsAsync(
        IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requests, CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken))
        {
            throw Failed("EOF");
        }

        var initial = requests.Current.InitialRequest ?? throw Failed("initial request is required");
        return initial.PubsubName.Length == 0 ? throw Failed("pubsubName is required")
            : initial.Topic.Length == 0 ? throw Failed("topic is required")
            : new SubscriptionTerms(
                initial.PubsubName,
                initial.Topic,
                Path: "/",
                initial.DeadLetterTopic.Length == 0 ? null : initial.DeadLetterTopic,
                initial.Metadata,
                PubsubSubscriptionType.Streaming);
    }

    private PubSubComponent Component(SubscriptionTerms terms)
    {
        if (!components.PubSubs.TryGetValue(terms.PubSubName, out var component))
        {
            throw PubSubErrors.NotFound(terms.PubSubName);
        }

        return component.Scopes.MaySubscribe(terms.Topic)
            ? component
            : throw PubSubErrors.Forbidden(terms.PubSubName, terms.Topic, appId);
    }

    private static async Task<IAsyncDisposable> JoinAsync(
        PubSubComponent component, string topic, TopicSubscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            return await component.Broker.SubscribeAsync(topic, component.ConsumerId, subscription.HandleAsync, cancellationToken);
        }
        catch (BrokerException exception)
        {
            throw Failed($"failed to create subscription for {component.Name}: failed to subscribe to topic {topic}: {exception.Message}");
        }
    }

    private static RpcException Failed(string message) => DaprErrors.Plain(StatusCode.Unknown, message);
}
