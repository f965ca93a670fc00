using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Invocation;

namespace Mesh.Sidecar.PubSub;

/// <summary>
/// Brings events to an app by calling its <c>AppCallback.OnTopicEvent</c> (contract 3.3). There is no time limit: the app decides.
/// </summary>
internal sealed class CallbackListener(AppChannel channel) : ITopicListener
{
    private static readonly HashSet<string> Reserved =
        new(StringComparer.OrdinalIgnoreCase) { "content-type", "te", "user-agent", DaprHeaderNames.ApiToken, DaprHeaderNames.TraceParent,
            DaprHeaderNames.TraceBinary };

    /// <inheritdoc/>
    public async Task<ListenerAnswer> DeliverAsync(
        TopicEventRequest request, BrokerMessage message, string traceParent, CancellationToken cancellationToken)
    {
        try
        {
            var response = await channel.Callback.OnTopicEventAsync(
                request, Headers(request, message, traceParent), deadline: null, cancellationToken);
            return StreamListener.AnswerOf(response.Status);
        }
        catch (RpcException exception) when (cancellationToken.IsCancellationRequested)
        {
            return new ListenerAnswer(ListenerVerdict.Gone, exception.Status.Detail);
        }
        catch (RpcException exception)
        {
            return exception.StatusCode == StatusCode.Unimplemented
                ? new ListenerAnswer(ListenerVerdict.Unimplemented)
                : new ListenerAnswer(
                    ListenerVerdict.Retry, $"the app answered {exception.StatusCode}: {exception.Status.Detail}", exception.StatusCode);
        }
    }

    private Metadata Headers(TopicEventRequest request, BrokerMessage message, string traceParent)
    {
        var trace = TraceContext.Of(traceParent);
        var headers = channel.Headers();
        headers.Add("pubsubname", request.PubsubName);
        headers.Add(DaprHeaderNames.TraceParent, trace.TraceParent);
        headers.Add(DaprHeaderNames.TraceBinary, Convert.FromBase64String(trace.Binary));
        foreach (var (name, value) in message.Metadata)
        {
            var lower = name.ToLowerInvariant();
            if (!Reserved.Contains(lower) && lower.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
                && !lower.EndsWith("-bin", StringComparison.Ordinal))
            {
                headers.Add(lower, value);
            }
        }

        return headers;
    }
}
