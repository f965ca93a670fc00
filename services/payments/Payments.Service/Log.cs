using Grpc.Core;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service;

/// <summary>Every log event of payments. No template holds personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error,
        "Operation {Kind} {RequestId} could not be run to an outcome; it stays open and is tried again on schedule.")]
    public static partial void OperationFailed(ILogger logger, Exception failure, OperationKind kind, string requestId);

    [LoggerMessage(2, LogLevel.Information, "Operations of partition {Partition} are left for whoever wakes it next ({Reason}).")]
    public static partial void LeftForNextActivation(ILogger logger, int partition, string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Peer} does not answer ({Status}); the call is repeated with the same identifiers until it does.")]
    public static partial void PeerAway(ILogger logger, string peer, StatusCode status);

    [LoggerMessage(5, LogLevel.Warning,
        "Events could not be published on {Topic}; it is tried again with the newest, and consumers pull the rest from the feed.")]
    public static partial void DoorbellSilent(ILogger logger, Exception failure, string topic);

    [LoggerMessage(6, LogLevel.Information, "Events are published on {Topic} again.")]
    public static partial void DoorbellRingsAgain(ILogger logger, string topic);

    [LoggerMessage(7, LogLevel.Warning, "The acquirer does not answer; the outcome is open, and it is asked again on schedule.")]
    public static partial void AcquirerAway(ILogger logger, Exception failure);
}
