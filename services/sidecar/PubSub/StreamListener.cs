using System.Collections.Concurrent;
using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using WireStatus = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Sidecar.PubSub;

/// <summary>Brings events to an app over the stream that it opened. Answers are matched by the event's id.</summary>
internal sealed class StreamListener(IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> stream) : ITopicListener, IDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ListenerAnswer>> _unanswered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(initialCount: 1);

    /// <summary>Sends the first message of the stream.</summary>
    /// <param name="subscribe">Runs before it, so that nothing published after it is missed; events wait until it is sent.</param>
    /// <param name="cancellationToken">Cancelled when the stream ends.</param>
    public async Task<IAsyncDisposable> OpenAsync(Func<Task<IAsyncDisposable>> subscribe, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var subscription = await subscribe();
            await stream.WriteAsync(
                new SubscribeTopicEventsResponseAlpha1 { InitialResponse = new SubscribeTopicEventsResponseInitialAlpha1() },
                cancellationToken);
            return subscription;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<ListenerAnswer> DeliverAsync(
        TopicEventRequest request, BrokerMessage message, string traceParent, CancellationToken cancellationToken)
    {
        // A second event with an id that is still unanswered takes its place, and the first stays unanswered: so it is with daprd.
        var answer = new TaskCompletionSource<ListenerAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _unanswered[request.Id] = answer;
        try
        {
            await WriteAsync(new SubscribeTopicEventsResponseAlpha1 { EventMessage = request }, cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or IOException)
        {
            return new ListenerAnswer(ListenerVerdict.Gone);
        }
        finally
        {
            _unanswered.TryRemove(new KeyValuePair<string, TaskCompletionSource<ListenerAnswer>>(request.Id, answer));
        }
    }

    /// <summary>Takes the app's answer; one that nobody waits for is ignored.</summary>
    public void Answer(SubscribeTopicEventsRequestProcessedAlpha1 processed)
    {
        if (_unanswered.TryGetValue(processed.Id, out var waiting))
        {
            waiting.TrySetResult(AnswerOf(processed.Status?.Status ?? WireStatus.Success));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    /// <summary>An unknown number counts as retry.</summary>
    public static ListenerAnswer AnswerOf(WireStatus status) => status switch
    {
        WireStatus.Success => new ListenerAnswer(ListenerVerdict.Success),
        WireStatus.Drop => new ListenerAnswer(ListenerVerdict.Drop),
        _ => new ListenerAnswer(ListenerVerdict.Retry, "the app answered RETRY"),
    };

    private async Task WriteAsync(SubscribeTopicEventsResponseAlpha1 message, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(message, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }
}
