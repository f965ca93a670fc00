using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Sidecar.Components;

namespace Mesh.Sidecar.Actors.Reminders;

/// <summary>When something of an actor is due, as its registration says (contract 7.7).</summary>
/// <param name="FirstDue">The first time.</param>
/// <param name="Period">Between times; null for one time only.</param>
/// <param name="Count">How many times at most; null without end.</param>
/// <param name="ExpiresAt">No time from here on; null for never.</param>
internal sealed partial record ActorSchedule(DateTimeOffset FirstDue, TimeSpan? Period, int? Count, DateTimeOffset? ExpiresAt)
{
    /// <summary>Reads a registration's times.</summary>
    /// <param name="due">A Go duration, an ISO 8601 duration or an RFC 3339 time; empty for now, or for the first period.</param>
    /// <param name="period">A Go or ISO 8601 duration, the latter perhaps with repetitions; empty for one time only.</param>
    /// <param name="timeToLive">As <paramref name="due"/>; empty for none.</param>
    /// <param name="now">What durations count from.</param>
    /// <exception cref="FormatException">One of them cannot be read.</exception>
    public static ActorSchedule Parse(string due, string period, string timeToLive, DateTimeOffset now)
    {
        var (every, count) = period.Length == 0 ? (null, null) : ParsePeriod(period);
        var first = due.Length == 0 ? now : ParseInstant(due, "due time", now);
        return new ActorSchedule(first, every, count, timeToLive.Length == 0 ? null : ParseInstant(timeToLive, "ttl", now));
    }

    private static (TimeSpan? Period, int? Count) ParsePeriod(string text)
    {
        if (GoDuration.TryParse(text, out var duration))
        {
            return (Positive(duration, text), null);
        }

        var match = Iso().Match(text);
        if (!match.Success || match.Groups["years"].Success || match.Groups["months"].Success || match.Groups["days"].Success)
        {
            throw new FormatException($"unsupported period format: {text}");
        }

        int? count = match.Groups["repeat"].Success ? Number(match, "repeat") : null;
        return (Positive(Span(match), text), count is 0 ? null : count);
    }

    private static DateTimeOffset ParseInstant(string text, string what, DateTimeOffset now)
    {
        if (GoDuration.TryParse(text, out var duration))
        {
            return now + duration;
        }

        if (Iso().Match(text) is { Success: true } match && !match.Groups["repeat"].Success)
        {
            return now.AddYears(Number(match, "years")).AddMonths(Number(match, "months")) + Span(match);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw new FormatException($"unsupported {what} format: {text}");
    }

    private static TimeSpan Positive(TimeSpan period, string text) =>
        period > TimeSpan.Zero ? period : throw new FormatException($"unsupported period format: {text}");

    private static TimeSpan Span(Match match) =>
        new(Number(match, "days"), Number(match, "hours"), Number(match, "minutes"), Number(match, "seconds"));

    private static int Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?:R(?<repeat>\d{1,9})/)?P(?=.)(?:(?<years>\d{1,4})Y)?(?:(?<months>\d{1,6})M)?(?:(?<days>\d{1,6})D)?"
        + @"(?:T(?=\d)(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,8})M)?(?:(?<seconds>\d{1,9})S)?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Iso();
}
