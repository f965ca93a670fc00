using Microsoft.Extensions.Logging;

namespace Mesh.Host;

/// <summary>Lists every log event of the host. Event ids are fixed: operators and tests rely on them.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Service} listens on {Address}.")]
    public static partial void Listening(ILogger logger, string service, string address);

    [LoggerMessage(2, LogLevel.Error, "{Method} failed unexpectedly; correlation id {CorrelationId}.")]
    public static partial void CallFailed(ILogger logger, Exception exception, string method, string correlationId);

    [LoggerMessage(3, LogLevel.Information, "{Service} is stopping: health is NOT_SERVING, {CallsInFlight} calls in flight.")]
    public static partial void Draining(ILogger logger, string service, int callsInFlight);

    [LoggerMessage(4, LogLevel.Warning, "{Service} stops with {CallsInFlight} calls unfinished after {DrainMax}.")]
    public static partial void DrainTimedOut(ILogger logger, string service, int callsInFlight, TimeSpan drainMax);

    [LoggerMessage(5, LogLevel.Information, "{Service} has stopped.")]
    public static partial void Stopped(ILogger logger, string service);

    [LoggerMessage(6, LogLevel.Critical, "{Service} has stopped because a background part failed.")]
    public static partial void Broke(ILogger logger, Exception exception, string service);
}
