using System.Diagnostics.Metrics;
using Mesh.Journal.V1;

namespace Mesh.Journal.Witness;

/// <summary>What the exchange of positions counts, on the meter <c>Mesh.Journal</c>.</summary>
internal static class WitnessMeters
{
    private static readonly Meter Meter = new(JournalMeters.MeterName);

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "mesh.journal.position_conflicts", "{position}", "Positions told back that the journal does not fit, by service and reason.");

    private static readonly Counter<long> Heard = Meter.CreateCounter<long>(
        "mesh.journal.position_conflicts_heard", "{position}", "Conflicts that a service answered to this caller, by service and reason.");

    public static void Conflict(string service, PositionConflictReason reason) => Add(Conflicts, service, reason);

    public static void ConflictHeard(string service, PositionConflictReason reason) => Add(Heard, service, reason);

    private static void Add(Counter<long> counter, string service, PositionConflictReason reason) =>
        counter.Add(1, new("mesh.service", service), new("mesh.reason", reason.ToString()));
}
