using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// Wire messages to domain values and back: what requests share. A parser reports each wrong field and returns something all the same, so
/// that
/// the caller hears of all of them at once.
/// </summary>
internal static class LedgerWire
{
    private const long NanosPerSecond = 1_000_000_000;

    public static string ParseBook(string book, FieldViolations violations)
    {
        if (!TenantName.IsValid(book))
        {
            violations.Add("book", $"must be {TenantName.Form}");
        }

        return book;
    }

    public static Id128 ParseId(string text, string field, FieldViolations violations)
    {
        if (!Id128.TryParse(text, out var id))
        {
            violations.Add(field, "must be a UUID (8-4-4-4-12 hexadecimal digits), neither all zeros nor all ones");
        }

        return id;
    }

    public static int ParseCode(uint code, FieldViolations violations)
    {
        if (code is 0 or > LedgerLimits.CodeMax)
        {
            violations.Add("code", string.Create(CultureInfo.InvariantCulture, $"must be from 1 to {LedgerLimits.CodeMax}"));
            return 0;
        }

        return (int)code;
    }

    public static string ParseReference(string reference, FieldViolations violations) =>
        ParseReference(reference, "external_reference", violations);

    public static string ParseReference(string reference, string field, FieldViolations violations)
    {
        // A string has at least as many UTF-16 units as characters, so short ones need no count.
        if (reference.Length > LedgerLimits.ExternalReferenceCharactersMax
            && reference.EnumerateRunes().Count() > LedgerLimits.ExternalReferenceCharactersMax)
        {
            violations.Add(field, $"must have at most {LedgerLimits.ExternalReferenceCharactersMax} characters");
        }

        return reference;
    }

    /// <summary>Reads an optional time; null when it is absent or wrong.</summary>
    /// <param name="time">The time.</param>
    /// <param name="end">The first time that is too late.</param>
    /// <param name="field">Its name.</param>
    /// <param name="violations">Takes what is wrong.</param>
    public static Moment? ParseTime(Timestamp? time, Moment end, string field, FieldViolations violations)
    {
        if (time is null)
        {
            return null;
        }

        // Seconds first: what is far out of range overflows nanoseconds.
        if (time.Nanos is >= 0 and < (int)NanosPerSecond && time.Seconds >= 0 && time.Seconds <= end.UnixNanos / NanosPerSecond
            && new Moment(time.Seconds * NanosPerSecond + time.Nanos) is var moment && moment.UnixNanos > 0 && moment < end)
        {
            return moment;
        }

        violations.Add(field, $"must be later than 1970-01-01T00:00:00Z and before {end.ToDateTimeOffset():yyyy-MM-dd'T'HH:mm:ss'Z'}");
        return null;
    }

    public static int ParsePageSize(int pageSize, int pageSizeDefault, int pageSizeMax, FieldViolations violations)
    {
        if (pageSize < 0)
        {
            violations.Add("page_size", "must not be negative");
        }

        return pageSize == 0 ? pageSizeDefault : Math.Min(pageSize, pageSizeMax);
    }

    public static void RefuseOutputOnly(object? value, string field, FieldViolations violations)
    {
        if (value is not null)
        {
            violations.Add(field, "is output only and must be absent");
        }
    }

    public static V1.TrialBalanceRow ToWire(string asset, AssetSums sums) => new()
    {
        Asset = asset,
        AccountCount = (ulong)sums.AccountCount,
        AssetScale = (uint)sums.Scale,
        DebitsPosted = ToWire(sums.Posted),
        CreditsPosted = ToWire(sums.Posted),
        DebitsPending = ToWire(sums.Pending),
        CreditsPending = ToWire(sums.Pending),
    };

    public static Mesh.Type.V1.UInt128 ToWire(UInt128 value) =>
        new() { Low = (ulong)(value & ulong.MaxValue), High = (ulong)(value >> 64) };

    public static Mesh.Type.V1.UInt192 ToWire(WideAmount value) => new()
    {
        Low = (ulong)(value.Low & ulong.MaxValue),
        High = (ulong)(value.Low >> 64),
        Highest = value.High,
    };

    public static Timestamp ToWire(Moment time) =>
        new() { Seconds = time.UnixNanos / NanosPerSecond, Nanos = (int)(time.UnixNanos % NanosPerSecond) };

    public static string OptionalText(Id128 id) => id == default ? "" : id.ToString();
}
