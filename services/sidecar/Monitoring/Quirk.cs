using Microsoft.Extensions.Logging;

namespace Mesh.Sidecar.Monitoring;

/// <summary>
/// A behaviour of daprd that hurts whoever does not know it. It is reproduced here, so that nobody learns of it in production first, and
/// said once. Safe for use by all threads.
/// </summary>
/// <param name="logger">Told once.</param>
/// <param name="what">What happens, and what to do about it.</param>
internal sealed partial class Quirk(ILogger logger, string what)
{
    private int isSaid;

    /// <summary>It has just happened.</summary>
    public void Happened()
    {
        if (Interlocked.Exchange(ref isSaid, 1) == 0)
        {
            Log(logger, what);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "As with daprd: {Quirk} (said once)")]
    private static partial void Log(ILogger logger, string quirk);
}
