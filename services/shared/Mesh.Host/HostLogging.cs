using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Mesh.Host;

/// <summary>
/// Logs to the console, one line per event with its named values. <c>Logging</c> settings apply as usual, for example
/// <c>Logging__Console__FormatterName=json</c> for a log collector.
/// </summary>
internal static class HostLogging
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);

        // While any level of this category is on, ASP.NET makes an Activity and a log scope for every call: 800 bytes and a tenth of the
        // CPU of a small call (measured 2026-11), for nothing that we print. A tracing listener still gets its activities.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // A failed start is told once, in one line, by MeshHost, and so is a background part that failed.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
    }
}
