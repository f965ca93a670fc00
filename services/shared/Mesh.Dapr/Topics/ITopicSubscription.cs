namespace Mesh.Dapr.Topics;

/// <summary>One open subscription.</summary>
public interface ITopicSubscription : IAsyncDisposable
{
    /// <summary>The subscribed topic.</summary>
    string Topic { get; }

    /// <summary>Completes once the sidecar has accepted the subscription for the first time.</summary>
    Task WaitUntilConnectedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Lets the handlers that run finish, sends their answers, closes the stream and waits for its end. Deliveries that arrive meanwhile
    /// stay with the broker. When <paramref name="cancellationToken"/> is cancelled first, the running handlers are cancelled and the
    /// stream is torn down. Idempotent.
    /// </summary>
    Task StopAsync(CancellationToken cancellationToken);
}
