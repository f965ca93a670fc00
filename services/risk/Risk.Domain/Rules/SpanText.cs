using System.Globalization;

namespace Mesh.Risk.Domain.Rules;

/// <summary>Spells spans for people: whole hours from one hour on, otherwise minutes.</summary>
internal static class SpanText
{
    public static string Of(TimeSpan span)
    {
        var (count, unit) = span >= TimeSpan.FromHours(1)
            ? (span.Ticks / TimeSpan.TicksPerHour, "hour")
            : (span.Ticks / TimeSpan.TicksPerMinute, "minute");
        return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
    }
}
