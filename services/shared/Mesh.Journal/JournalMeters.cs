using System.Diagnostics.Metrics;
using System.Globalization;
using Mesh.Journal.V1;

namespace Mesh.Journal;

/// <summary>What one partition counts, on the meter <c>Mesh.Journal</c>, tagged with service and partition.</summary>
internal sealed class JournalMeters
{
    public const string MeterName = "Mesh.Journal";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Appends = Meter.CreateCounter<long>(
        "mesh.journal.appends", "{record}", "Records committed.");

    private static readonly Counter<long> AppendFailures = Meter.CreateCounter<long>(
        "mesh.journal.append_failures", "{try}", "Tries to append that the store answered with an error, whatever became of them.");

    private static readonly Counter<long> LostRaces = Meter.CreateCounter<long>(
        "mesh.journal.lost_races", "{record}", "Appends that found the number taken by another writer.");

    private static readonly Counter<long> UnknownOutcomes = Meter.CreateCounter<long>(
        "mesh.journal.unknown_outcomes", "{record}", "Appends whose callers were told that the outcome is unknown.");

    private static readonly Histogram<long> BatchItems = Meter.CreateHistogram<long>(
        "mesh.journal.batch_items", "{item}", "Items in a committed batch.");

    private static readonly Histogram<double> AppendDuration = Meter.CreateHistogram<double>(
        "mesh.journal.append_duration", "s", "From the first try of an append to its outcome.");

    private static readonly Counter<long> Looks = Meter.CreateCounter<long>(
        "mesh.journal.looks", "{look}", "Looks at the head for reads.");

    private static readonly Counter<long> CaughtUp = Meter.CreateCounter<long>(
        "mesh.journal.records_caught_up", "{record}", "Records of other writers, or of earlier activations, that were read and applied.");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "mesh.journal.refusals", "{command}", "Commands and reads refused because the queue was full or the partition could not serve.");

    private static readonly Counter<long> Claims = Meter.CreateCounter<long>(
        "mesh.journal.claims", "{claim}", "Partitions taken over by this replica, by reason.");

    private static readonly Counter<long> Resignations = Meter.CreateCounter<long>(
        "mesh.journal.resignations", "{partition}", "Partitions given up to another writer.");

    private readonly KeyValuePair<string, object?>[] tags;

    public JournalMeters(string service, int partition) => tags =
    [
        new("mesh.service", service),
        new("mesh.partition", partition.ToString(CultureInfo.InvariantCulture)),
    ];

    public void Committed(int items, TimeSpan duration)
    {
        Appends.Add(1, tags);
        BatchItems.Record(items, tags);
        AppendDuration.Record(duration.TotalSeconds, tags);
    }

    public void AppendFailed() => AppendFailures.Add(1, tags);

    public void LostRace() => LostRaces.Add(1, tags);

    public void UnknownOutcome() => UnknownOutcomes.Add(1, tags);

    public void Looked() => Looks.Add(1, tags);

    public void RecordCaughtUp() => CaughtUp.Add(1, tags);

    public void Claimed(ClaimReason reason) => Claims.Add(1, [.. tags, new("mesh.reason", reason.ToString())]);

    public void Resigned() => Resignations.Add(1, tags);

    public void Refused() => Refusals.Add(1, tags);
}
