using Mesh.Host.Calls;
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

    public static async Task<V1.ListEventsResponse> RunAsync(
        V1.ListEventsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var wait = WaitField.Parse(request.Wait, violations);
        var countMax = LedgerWire.ParsePageSize(request.PageSize, LedgerLimits.PageSizeDefault, LedgerLimits.PageSizeMax, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var from = Math.Max(request.FromSequence, 1);
        return PageOf(await partitions.ReadRecordsAsync(book, from, countMax, wait, cancellationToken), from);
    }

    /// <summary>Puts whole records on a page, as many as a message takes.</summary>
    internal static V1.ListEventsResponse PageOf(IReadOnlyList<CommittedRecord<LedgerEvent>> records, ulong from)
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
}
