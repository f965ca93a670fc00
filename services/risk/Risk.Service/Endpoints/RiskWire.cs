using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Risk.Domain;

namespace Mesh.Risk.Service.Endpoints;

/// <summary>What several calls have in common on the wire. Parsing collects every wrong field.</summary>
internal static class RiskWire
{
    private const long NanosPerSecond = 1_000_000_000;

    public static string ParseTenant(string tenant, FieldViolations violations)
    {
        if (!TenantName.IsValid(tenant))
        {
            violations.Add("tenant", $"must be {TenantName.Form}");
        }

        return tenant;
    }

    public static Id128 ParseId(string text, string field, FieldViolations violations)
    {
        if (!Id128.TryParse(text, out var id))
        {
            violations.Add(field, "must be a UUID (8-4-4-4-12 hexadecimal digits), neither all zeros nor all ones");
        }

        return id;
    }

    public static void CheckLength(string text, string field, FieldViolations violations)
    {
        if (text.Length > RiskLimits.IdentifierCharactersMax)
        {
            violations.Add(field, $"must have at most {RiskLimits.IdentifierCharactersMax} characters");
        }
    }

    /// <summary>True for a keyed hash of a card number, its digits in either case.</summary>
    public static bool IsFingerprint(string text) => text.Length == RiskLimits.FingerprintDigits && text.All(char.IsAsciiHexDigit);

    public static Timestamp ToWire(Moment time) =>
        new() { Seconds = time.UnixNanos / NanosPerSecond, Nanos = (int)(time.UnixNanos % NanosPerSecond) };
}
