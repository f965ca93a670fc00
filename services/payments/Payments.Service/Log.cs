using Mesh.Payments.Domain;

namespace Mesh.Payments.Service;

/// <summary>Every log event of payments. No template holds personal data.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Operation {Kind} {RequestId} could not be run to an outcome; it stays open and is taken up again.")]
    public static partial void OperationFailed(ILogger logger, Exception failure, OperationKind kind, string requestId);

    [LoggerMessage(2, LogLevel.Information, "Operations of partition {Partition} are left for whoever wakes it next ({Reason}).")]
    public static partial void LeftForNextActivation(ILogger logger, int partition, string reason);

    [LoggerMessage(3, LogLevel.Warning,
        "The reminder of partition {Partition} is not registered ({Reason}): open outcomes are resolved at its next activation.")]
    public static partial void ReminderNotRegistered(ILogger logger, int partition, string reason);
}
