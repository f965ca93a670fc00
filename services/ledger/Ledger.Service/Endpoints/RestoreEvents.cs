using System.Globalization;
using Mesh.Host.Errors;
using Mesh.Kernel;
using Mesh.Ledger.Domain;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>Restores events of another book.</summary>
internal static class RestoreEventsCall
{
    public static async Task<V1.RestoreEventsResponse> RunAsync(
        V1.RestoreEventsRequest request, LedgerPartitions partitions, CancellationToken cancellationToken)
    {
        var result = await partitions.SubmitAsync<RestoreResult>(Parse(request), cancellationToken);
        return new V1.RestoreEventsResponse
        {
            RestoredCount = (uint)result.RestoredCount,
            ReplayedCount = (uint)result.ReplayedCount,
        };
    }

    private static RestoreEvents Parse(V1.RestoreEventsRequest request)
    {
        var violations = new FieldViolations();
        var book = LedgerWire.ParseBook(request.Book, violations);
        if (request.Events.Count is 0 or > LedgerLimits.RestoredEventsMax)
        {
            violations.Add(
                "events", string.Create(CultureInfo.InvariantCulture, $"must have 1 to {LedgerLimits.RestoredEventsMax} items"));
        }

        var after = request.PreviousTime is { } previous ? RestoreWire.ParseTime(previous, "previous_time", violations) : default;
        var events = new LedgerEvent[Math.Min(request.Events.Count, LedgerLimits.RestoredEventsMax)];
        for (var index = 0; index < events.Length; index++)
        {
            events[index] = RestoreWire.Parse(request.Events[index], book, violations.At("events", index));
        }

        CheckOrder(events, after, violations);
        violations.ThrowIfAny(LedgerErrors.InvalidRequest);
        return new RestoreEvents(book, after, events);
    }

    private static void CheckOrder(LedgerEvent[] events, Moment after, FieldViolations violations)
    {
        if (events is [TransferApplied { Terms.Exchange: not null }, ..])
        {
            violations.At("events", 0).Add("transfer_created.exchange_rate", "must not be the first: its first leg comes before it");
        }

        var last = after;
        for (var index = 0; index < events.Length; index++)
        {
            var time = events[index].RestoredTime;
            if (time != default && time <= last)
            {
                violations.At("events", index).Add("event_time", "must be later than that of the event before it");
            }

            last = time;
        }
    }
}
