namespace Mesh.Ledger.Service;

/// <summary>Lists every log event of the ledger service. Event ids are fixed: operators and tests rely on them.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning,
        "Events could not be published on {Topic}; it is tried again with the newest, and consumers pull the rest from the feed.")]
    public static partial void DoorbellSilent(ILogger logger, Exception failure, string topic);

    [LoggerMessage(2, LogLevel.Information, "Events are published on {Topic} again.")]
    public static partial void DoorbellRingsAgain(ILogger logger, string topic);
}
