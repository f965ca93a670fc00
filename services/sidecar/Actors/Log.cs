using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Actors;

/// <summary>What this block logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "App {AppId}: hosts actors of {Types}")]
    public static partial void HostRegistered(ILogger logger, string appId, string types);

    [LoggerMessage(2, LogLevel.Information, "App {AppId}: its actor stream ended")]
    public static partial void HostUnregistered(ILogger logger, string appId);

    [LoggerMessage(3, LogLevel.Warning, "Actor {Actor}: its deactivation was not answered")]
    public static partial void DeactivationUnanswered(ILogger logger, string actor);

    [LoggerMessage(
        4, LogLevel.Error, "App {AppId}: no state store has actorStateStore \"true\", so its actors cannot be called, as with daprd")]
    public static partial void NoStateStore(ILogger logger, string appId);

    [LoggerMessage(5, LogLevel.Warning, "Reminder {Name} of actor {Actor} failed: {Reason}")]
    public static partial void ReminderFailed(ILogger logger, string name, string actor, string reason);

    [LoggerMessage(6, LogLevel.Warning, "Timer {Name} of actor {Actor} failed: {Reason}")]
    public static partial void TimerFailed(ILogger logger, string name, string actor, string reason);

    [LoggerMessage(7, LogLevel.Error, "Reminder {Name} of actor {Actor}: its firing could not be stored, so it fires again in 5 s")]
    public static partial void ReminderTroubled(ILogger logger, Exception exception, string name, string actor);

    [LoggerMessage(
        8, LogLevel.Warning, "App {AppId}: asks for {Setting} of actors, which this sidecar does not have and daprd does")]
    public static partial void SettingIgnored(ILogger logger, string appId, string setting);

    [LoggerMessage(
        9,
        LogLevel.Warning,
        "App {AppId}: configures actors of {Type} and does not name them among its entities, so they are not hosted, as with daprd")]
    public static partial void TypeNotHosted(ILogger logger, string appId, string type);
}
