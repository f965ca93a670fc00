using System.Diagnostics.Metrics;
using System.Globalization;

namespace Mesh.Ledger.Service.Feed;

/// <summary>What the doorbell counts, on the meter <c>Mesh.Ledger</c>.</summary>
internal static class DoorbellMeters
{
    private static readonly Meter Meter = new("Mesh.Ledger");

    private static readonly Counter<long> Unannounced = Meter.CreateCounter<long>(
        "mesh.ledger.events_passed_over", "{event}", "Events that were not published because the broker was slower; consumers pull them.");

    public static void PassedOver(int partition, int events) =>
        Unannounced.Add(events, new KeyValuePair<string, object?>("mesh.partition", partition.ToString(CultureInfo.InvariantCulture)));
}
