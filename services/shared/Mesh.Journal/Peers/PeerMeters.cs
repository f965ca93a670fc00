using System.Diagnostics.Metrics;

namespace Mesh.Journal.Peers;

/// <summary>What the peer link of a service counts, on the meter <c>Mesh.Journal</c>.</summary>
internal sealed class PeerMeters(string service)
{
    private static readonly Meter Meter = new(JournalMeters.MeterName);

    private static readonly Counter<long> PassedOn = Meter.CreateCounter<long>(
        "mesh.journal.calls_passed_on", "{call}", "Calls taken to another replica, by what became of them.");

    private static readonly Counter<long> Takeovers = Meter.CreateCounter<long>(
        "mesh.journal.takeovers", "{call}", "Calls for which a partition was taken over, by reason.");

    private static readonly Counter<long> Redirects = Meter.CreateCounter<long>(
        "mesh.journal.hand_overs", "{call}", "Calls that were taken to the new owner after a replica had given its partition up.");

    private static readonly Counter<long> RefusedMessages = Meter.CreateCounter<long>(
        "mesh.journal.peer_messages_refused", "{message}", "Messages of the peer link that were refused, by reason.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "mesh.journal.passed_on_duration", "s", "From passing a call on to its result.");

    private readonly KeyValuePair<string, object?> service = new("mesh.service", service);

    public void Passed(string outcome, TimeSpan duration)
    {
        PassedOn.Add(1, service, new("mesh.outcome", outcome));
        Duration.Record(duration.TotalSeconds, service);
    }

    public void TookOver(V1.ClaimReason reason) => Takeovers.Add(1, service, new("mesh.reason", reason.ToString()));

    public void HandedOver() => Redirects.Add(1, service);

    public void Refused(SealProblem problem) => RefusedMessages.Add(1, service, new("mesh.reason", problem.ToString()));
}
