using Dapr.Proto.Runtime.V1;
using Grpc.Core;

namespace Mesh.Sidecar.PubSub;

/// <summary>Brings events to an app.</summary>
internal interface ITopicListener
{
    /// <summary>Delivers one event and waits for the app's answer.</summary>
    /// <param name="request">The event.</param>
    /// <param name="message">The broker's message, whose metadata goes along.</param>
    /// <param name="traceParent">The publisher's trace.</param>
    /// <param name="cancellationToken">Cancelled when the subscription ends.</param>
    Task<ListenerAnswer> DeliverAsync(
        TopicEventRequest request, BrokerMessage message, string traceParent, CancellationToken cancellationToken);
}

/// <summary>What an app made of an event.</summary>
internal enum ListenerVerdict
{
    /// <summary>Processed.</summary>
    Success,

    /// <summary>Failed, or the app could not be reached.</summary>
    Retry,

    /// <summary>Not wanted.</summary>
    Drop,

    /// <summary>The app has no such handler.</summary>
    Unimplemented,

    /// <summary>The subscription ended before there was an answer.</summary>
    Gone,
}

/// <summary>What an app made of an event, and why.</summary>
/// <param name="Verdict">Its answer.</param>
/// <param name="Reason">For logs; empty when it needs no explanation.</param>
/// <param name="Code">The gRPC status that the app failed with; null when it answered.</param>
internal readonly record struct ListenerAnswer(ListenerVerdict Verdict, string Reason = "", StatusCode? Code = null);
