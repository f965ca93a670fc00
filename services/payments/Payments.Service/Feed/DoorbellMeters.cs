using System.Diagnostics.Metrics;
using System.Globalization;

namespace Mesh.Payments.Service.Feed;

/// <summary>What the doorbell counts, on the meter <c>Mesh.Payments</c>.</summary>
internal static class DoorbellMeters
{
    private static readonly Meter Meter = new("Mesh.Payments");

    private static readonly Counter<long> Unannounced = Meter.CreateCounter<long>(
        "mesh.payments.events_passed_over",
        "{event}",
        "Events that were not published because the broker was slower; consumers pull them.");

    public static void PassedOver(int partition, int events) =>
        Unannounced.Add(events, new KeyValuePair<string, object?>("mesh.partition", partition.ToString(CultureInfo.InvariantCulture)));
}
