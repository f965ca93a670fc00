using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Connection;
using Mesh.Dapr.Streams;
using Microsoft.Extensions.Logging;

namespace Mesh.Dapr.Topics;

/// <summary>A streaming subscription that reconnects by itself.</summary>
internal sealed class TopicSubscription(
    string topic, TopicProtocol protocol, DaprConnection connection, TimeProvider time, ILogger logger) : ITopicSubscription
{
    private readonly LastingStream<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1> _stream =
        new(protocol, options => connection.Client.SubscribeTopicEventsAlpha1(options), connection, time, logger);

    /// <inheritdoc/>
    public string Topic => topic;

    public void Start() => _stream.Start();

    /// <inheritdoc/>
    public Task WaitUntilConnectedAsync(CancellationToken cancellationToken) => _stream.WaitUntilAcceptedAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _stream.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
