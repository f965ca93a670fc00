using Mesh.Host.Calls;
using Mesh.Host.Errors;
using Mesh.Journal;
using Mesh.Payments.Domain;
using Mesh.Payments.Service.Feed;

namespace Mesh.Payments.Service.Endpoints;

/// <summary>Reads the feed.</summary>
internal static class ListEventsCall
{
    private const int RecordsDefault = 100;
    private const int RecordsMax = 1_000;

    public static async Task<V1.ListEventsResponse> RunAsync(
        V1.ListEventsRequest request, PaymentsPartitions partitions, CancellationToken cancellationToken)
    {
        var violations = new FieldViolations();
        var tenant = PaymentsWire.ParseTenant(request.Tenant, violations);
        var wait = WaitField.Parse(request.Wait, violations);
        if (request.PageSize < 0)
        {
            violations.Add("page_size", "must not be negative");
        }

        violations.ThrowIfAny(PaymentsErrors.InvalidRequest);
        var from = Math.Max(request.FromSequence, 1);
        var countMax = request.PageSize == 0 ? RecordsDefault : Math.Min(request.PageSize, RecordsMax);
        var records = await partitions.ReadRecordsAsync(tenant, from, countMax, wait, cancellationToken);
        var response = new V1.ListEventsResponse { NextSequence = records.Count == 0 ? from : records[^1].Sequence + 1 };
        response.Events.AddRange(records.SelectMany(ToWire));
        return response;
    }

    private static IEnumerable<V1.PaymentEvent> ToWire(CommittedRecord<PaymentEvent> record) =>
        Enumerable.Range(0, record.Events.Count).Select(index => PaymentEventWire.ToWire(record, index));
}
