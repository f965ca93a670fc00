using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mesh.Sidecar.Components;

/// <summary>A time span as Go writes it: <c>1h30m</c>, <c>2s</c>, <c>500ms</c>, <c>1.5h</c>.</summary>
internal static partial class GoDuration
{
    /// <summary>Reads a duration; <c>0</c> needs no unit. Parts below 100 ns are lost.</summary>
    /// <returns>False when the text is not a duration or too long for a <see cref="TimeSpan"/>.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is "0" or "+0" or "-0")
        {
            return true;
        }

        var match = Whole().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var ticks = 0m;
        for (var part = 0; part < match.Groups["number"].Captures.Count; part++)
        {
            if (!decimal.TryParse(
                match.Groups["number"].Captures[part].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var number)
                || number > long.MaxValue)
            {
                return false;
            }

            ticks += number * TicksOf(match.Groups["unit"].Captures[part].Value);
        }

        if (ticks > long.MaxValue)
        {
            return false;
        }

        duration = TimeSpan.FromTicks(match.Groups["sign"].Value == "-" ? -(long)ticks : (long)ticks);
        return true;
    }

    /// <summary>Writes a duration of zero or more, largest unit first.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return duration == TimeSpan.Zero ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.####}ms");
        }

        var text = new StringBuilder();
        var hours = (long)duration.TotalHours;
        if (hours > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        }

        if (hours > 0 || duration.Minutes > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{duration.Minutes}m");
        }

        var seconds = (decimal)(duration.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond;
        return text.Append(CultureInfo.InvariantCulture, $"{seconds:0.#######}s").ToString();
    }

    private static decimal TicksOf(string unit) => unit switch
    {
        "ns" => 0.01m,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerHour,
    };

    [GeneratedRegex(@"^(?<sign>[+-]?)(?:(?<number>\d+\.?\d*|\.\d+)(?<unit>ns|us|µs|μs|ms|s|m|h))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
