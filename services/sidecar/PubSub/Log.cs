using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.PubSub;

/// <summary>What this block logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Topic {Topic}: consumer {Group} has too many waiting messages, its oldest was dropped")]
    public static partial void GroupFull(ILogger logger, string topic, string group);

    [LoggerMessage(2, LogLevel.Error, "Topic {Topic}: delivery failed, the message is gone")]
    public static partial void HandlerFailed(ILogger logger, string topic, Exception exception);

    [LoggerMessage(
        3, LogLevel.Warning, "Topic {Topic}: event {Id} failed ({Reason}) and there is no retry policy, so it is {Fate}, as daprd does")]
    public static partial void EventFailed(ILogger logger, string topic, string id, string reason, string fate);

    [LoggerMessage(
        5, LogLevel.Error, "Topic {Topic}: event {Id} could not be published to the dead letter topic {DeadLetterTopic}: {Reason}")]
    public static partial void DeadLetterFailed(ILogger logger, string topic, string id, string deadLetterTopic, string reason);

    [LoggerMessage(6, LogLevel.Error, "App {AppId}: subscriptions could not be read: {Reason}")]
    public static partial void SubscriptionsNotRead(ILogger logger, string appId, string reason);

    [LoggerMessage(7, LogLevel.Error, "App {AppId}: no subscription to topic {Topic} of {PubSub}: {Reason}")]
    public static partial void SubscriptionRefused(ILogger logger, string appId, string topic, string pubSub, string reason);

    [LoggerMessage(8, LogLevel.Error, "Topic {Topic}: redis failed, trying again: {Reason}")]
    public static partial void BrokerFailed(ILogger logger, string topic, string reason);

    [LoggerMessage(9, LogLevel.Warning, "Topic {Topic}: the metadata of message {Id} cannot be read and is left out: {Reason}")]
    public static partial void MetadataUnreadable(ILogger logger, string topic, string id, string reason);

    [LoggerMessage(
        10,
        LogLevel.Warning,
        "App {AppId}: the bulk_subscribe of topic {Topic} of {PubSub} is not acted on by this development sidecar: daprd does; events come "
        + "one by one")]
    public static partial void BulkIgnored(ILogger logger, string appId, string topic, string pubSub);
}
