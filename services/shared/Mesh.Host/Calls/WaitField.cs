using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;

namespace Mesh.Host.Calls;

/// <summary>The field <c>wait</c> of calls that list events: how long to wait for the first new one. Range: 0 to 30 s.</summary>
public static class WaitField
{
    private const int SecondsMax = 30;
    private const int NanosPerSecond = 1_000_000_000;

    /// <summary>Reads the field; an absent one is no wait. Wrong: outside the range, or not in the normal form of a duration.</summary>
    public static TimeSpan Parse(Duration? wait, FieldViolations violations)
    {
        // In whole seconds first, so that no number is too large to compare.
        var (seconds, nanos) = (wait?.Seconds ?? 0, wait?.Nanos ?? 0);
        if (seconds is >= 0 and <= SecondsMax && nanos is >= 0 and < NanosPerSecond && (seconds < SecondsMax || nanos == 0))
        {
            return wait?.ToTimeSpan() ?? TimeSpan.Zero;
        }

        violations.Add("wait", $"must be from 0 to {SecondsMax} s");
        return TimeSpan.Zero;
    }
}
