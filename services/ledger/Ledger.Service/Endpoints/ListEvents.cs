using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Reads the feed.</summary>
internal static class ListEventsCall
{
    private const int RecordsDefault = 100;
    private const int RecordsMax = 1_000;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    public static async Task<V1.ListEventsResponse> RunAsync(
        V1.ListEventsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        var wait = ParseWait(request, violations);
        if (request.PageSize < 0)
        {
            violations.Add("page_size", "must not be negative");
        }

        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        var from = Math.Max(request.FromSequence, 1);
        var countMax = request.PageSize == 0 ? RecordsDefault : Math.Min(request.PageSize, RecordsMax);
        var records = await partitions.ReadRecordsAsync(book, from, countMax, wait, cancellationToken);
        var response = new V1.ListEventsResponse { NextSequence = records.Count == 0 ? from : records[^1].Sequence + 1 };
        response.Events.AddRange(records.SelectMany(ToWire));
        return response;
    }

    private static IEnumerable<V1.LedgerEvent> ToWire(CommittedRecord<LedgerEvent> record) =>
        record.Events.Select((happened, index) => LedgerEventWire.ToWire(record, happened, index));

    private static TimeSpan ParseWait(V1.ListEventsRequest request, FieldViolations violations)
    {
        var wait = request.Wait?.ToTimeSpan() ?? TimeSpan.Zero;
        if (wait < TimeSpan.Zero || wait > WaitMax)
        {
            violations.Add("wait", "must be from 0 to 30 s");
        }

        return wait;
    }
}
