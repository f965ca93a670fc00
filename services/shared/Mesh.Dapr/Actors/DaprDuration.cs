using System.Globalization;

namespace Mesh.Dapr.Actors;

/// <summary>A time span as Dapr reads it.</summary>
internal static class DaprDuration
{
    /// <summary>Whole milliseconds, rounded up: a reminder is never early.</summary>
    public static string Text(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{(span.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond}ms");
}
