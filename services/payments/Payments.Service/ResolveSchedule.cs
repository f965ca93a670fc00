using System.Globalization;
using Mesh.Host;
using Mesh.Payments.Domain;

namespace Mesh.Payments.Service;

/// <summary>When an acquirer whose answer is open is asked again. Published default; demonstrations and tests are less patient.</summary>
internal static class ResolveSchedule
{
    /// <summary>
    /// Reads <c>MESH_RESOLVE_SECONDS</c> or <c>Mesh:ResolveSeconds</c>: seconds separated by commas. Absent: the published schedule.
    /// </summary>
    /// <exception cref="StartupException">The setting is not a list of numbers from 1 to 2,592,000.</exception>
    public static IReadOnlyList<TimeSpan> Read(IConfiguration configuration)
    {
        var text = configuration["MESH_RESOLVE_SECONDS"] ?? configuration["Mesh:ResolveSeconds"];
        if (text is null)
        {
            return PaymentLimits.ResolveSchedule;
        }

        var spans = new List<TimeSpan>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                || seconds < 1 || seconds > PaymentLimits.ResolveSpanMax.TotalSeconds)
            {
                throw new StartupException(
                    $"MESH_RESOLVE_SECONDS is '{text}': give seconds from 1 to 2592000 (30 days), separated by commas, "
                    + "for example 5,30,120.");
            }

            spans.Add(TimeSpan.FromSeconds(seconds));
        }

        return spans;
    }
}
