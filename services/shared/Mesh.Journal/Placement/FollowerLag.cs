using System.Diagnostics.Metrics;
using System.Globalization;

namespace Mesh.Journal.Placement;

/// <summary>Shows how far this replica is behind the owners that it follows, as gauges on the meter <c>Mesh.Journal</c>.</summary>
internal sealed class FollowerLag : IDisposable
{
    private readonly Meter meter = new(JournalMeters.MeterName);

    /// <summary>Begins to show it.</summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="list">The partitions as they are when somebody asks.</param>
    public FollowerLag(string service, Func<IReadOnlyList<PartitionStatus>> list) => meter.CreateObservableGauge(
        "mesh.journal.follower_lag",
        () => list().Select(partition => new Measurement<long>(
            (long)partition.LagRecords,
            new("mesh.service", service),
            new("mesh.partition", partition.Number.ToString(CultureInfo.InvariantCulture)))),
        "{record}",
        "Records that the owner has told of and this replica has not applied yet; 0 at the owner.");

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
