using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Components;

/// <summary>What loading logs.</summary>
internal static partial class ComponentLog
{
    [LoggerMessage(1, LogLevel.Warning, "Left out, because it says ignoreErrors: {Problem}")]
    public static partial void Ignored(ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Warning, "{Place} is not acted on by this development sidecar: daprd does")]
    public static partial void NotActedOn(ILogger logger, string place);
}
