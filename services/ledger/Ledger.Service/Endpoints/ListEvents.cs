using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Ledger.Domain;
using Mesh.Ledger.Service.Feed;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Reads the feed.</summary>
internal static class ListEventsCall
{
    /// <summary>
    /// Bytes of events after which a page ends: with one more record, which takes less than 2.5 MiB in this form, the answer may be as
    /// large
    /// as a message, 4 MiB.
    /// </summary>
    private const int PageBytesMax = 1_536 * 1024;

    private const int WaitSecondsMax = 30;

    private const int NanosPerSecond = 1_000_000_000;

    public static async Task<V1.ListEventsResponse> RunAsync(
        V1.ListEventsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var wait = ParseWait(request, violations);
        var countMax = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.PageSizeMax, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var from = Math.Max(request.FromSequence, 1);
        return PageOf(await partitions.ReadRecordsAsync(book, from, countMax, wait, cancellationToken), from);
    }

    private static V1.ListEventsResponse PageOf(IReadOnlyList<CommittedRecord<LedgerEvent>> records, ulong from)
    {
        var page = new V1.ListEventsResponse { NextSequence = from };
        var bytes = 0;
        foreach (var record in records)
        {
            for (var index = 0; index < record.Events.Count; index++)
            {
                var happened = LedgerEventWire.ToWire(record, index);
                bytes += happened.CalculateSize();
                page.Events.Add(happened);
            }

            page.NextSequence = record.Sequence + 1;
            if (bytes > PageBytesMax)
            {
                break;
            }
        }

        return page;
    }

    private static TimeSpan ParseWait(V1.ListEventsRequest request, FieldViolations violations)
    {
        // In whole seconds first, so that no number is too large to compare.
        var (seconds, nanos) = (request.Wait?.Seconds ?? 0, request.Wait?.Nanos ?? 0);
        if (seconds is >= 0 and <= WaitSecondsMax && nanos is >= 0 and < NanosPerSecond && (seconds < WaitSecondsMax || nanos == 0))
        {
            return request.Wait?.ToTimeSpan() ?? TimeSpan.Zero;
        }

        violations.Add("wait", $"must be from 0 to {WaitSecondsMax} s");
        return TimeSpan.Zero;
    }
}
