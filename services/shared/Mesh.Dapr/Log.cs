using Microsoft.Extensions.Logging;

namespace Mesh.Dapr;

/// <summary>Every log event of this room.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Stream}: accepted by the sidecar")]
    public static partial void StreamAccepted(ILogger logger, string stream);

    [LoggerMessage(2, LogLevel.Warning, "{Stream}: lost, opening it again")]
    public static partial void StreamLost(ILogger logger, string stream, Exception? cause);

    [LoggerMessage(3, LogLevel.Warning, "{Stream}: could not be opened, trying again in {Delay}")]
    public static partial void StreamRefused(ILogger logger, string stream, TimeSpan delay, Exception? cause);

    [LoggerMessage(4, LogLevel.Information, "{Stream}: stopped")]
    public static partial void StreamStopped(ILogger logger, string stream);

    [LoggerMessage(5, LogLevel.Warning, "{Stream}: stopping was cut short; {Running} calls were cancelled")]
    public static partial void StreamTornDown(ILogger logger, string stream, int running);

    [LoggerMessage(6, LogLevel.Warning, "{Stream}: an answer was dropped, its stream has ended")]
    public static partial void AnswerDropped(ILogger logger, string stream);

    [LoggerMessage(7, LogLevel.Error, "{Stream}: a message could not be handled")]
    public static partial void MessageFailed(ILogger logger, string stream, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "Actor {Actor}: {Callback} failed")]
    public static partial void ActorFailed(ILogger logger, string actor, string callback, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "Actor host: handlers did not learn of the lost stream within {Limit}")]
    public static partial void DeparturesTimedOut(ILogger logger, TimeSpan limit);

    [LoggerMessage(10, LogLevel.Error, "Actor host: a handler of its events failed")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        11, LogLevel.Warning, "Actor host: the sidecar has forgotten the registration although the stream is open; opening it again")]
    public static partial void RegistrationForgotten(ILogger logger);

    [LoggerMessage(12, LogLevel.Error, "Topic {Topic}: the handler failed on message {Id}; it is to be tried again")]
    public static partial void TopicHandlerFailed(ILogger logger, string topic, string id, Exception exception);
}
