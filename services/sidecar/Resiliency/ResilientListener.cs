using Grpc.Core;
using Mesh.Sidecar.PubSub;
using Polly;
using Dapr.Proto.Runtime.V1;

namespace Mesh.Sidecar.Resiliency;

/// <summary>Deliveries under the inbound policy of their component (contract 3.4).</summary>
internal sealed class ResilientListener(ITopicListener inner, TargetPolicy policy, TimeProvider time) : ITopicListener
{
    private readonly ResiliencePipeline<ListenerAnswer>? _retry = policy.RetryPipeline<ListenerAnswer>(
        time, (terms, outcome) => outcome.Result is { Verdict: ListenerVerdict.Retry } answer && terms.Matches(answer.Code));

    /// <inheritdoc/>
    public async Task<ListenerAnswer> DeliverAsync(
        TopicEventRequest request, BrokerMessage message, string traceParent, CancellationToken cancellationToken)
    {
        try
        {
            return _retry is null ? await TryAsync(cancellationToken) : await _retry.ExecuteAsync(TryAsync, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ListenerAnswer(ListenerVerdict.Gone);
        }

        async ValueTask<ListenerAnswer> TryAsync(CancellationToken token)
        {
            using var limit = policy.Begin(time, token);
            var answer = await inner.DeliverAsync(request, message, traceParent, limit.Token);
            return answer.Verdict == ListenerVerdict.Gone && limit.IsReached
                ? new ListenerAnswer(
                    ListenerVerdict.Retry, $"the app did not answer within {policy.Timeout}", StatusCode.DeadlineExceeded)
                : answer;
        }
    }
}
