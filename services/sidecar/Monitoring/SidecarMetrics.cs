using System.Globalization;
using Grpc.Core;
using Prometheus;

namespace Mesh.Sidecar.Monitoring;

/// <summary>
/// What one app's sidecar did, under the names and labels of daprd's Prometheus endpoint (contract 8.7 and 11.2 c), so that dashboards and
/// alerts made here fit there. A metric appears with its first event. Safe for use by all threads.
/// </summary>
/// <param name="appId">The app; the label <c>app_id</c> of everything.</param>
/// <param name="deployedNamespace">The label <c>namespace</c>; may be empty.</param>
/// <param name="time">The clock of latencies.</param>
internal sealed class SidecarMetrics(string appId, string deployedNamespace, TimeProvider time)
{
    private const string Unary = "unary";

    // daprd's own, in milliseconds.
    private static readonly double[] LatencyBuckets =
    [
        1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, 200, 250, 300, 400, 500, 650, 800, 1_000, 2_000, 5_000,
        10_000, 20_000, 50_000, 100_000,
    ];

    private readonly MetricSet set = new(LatencyBuckets);

    /// <summary>Writes everything in Prometheus' text format.</summary>
    public Task WriteAsync(Stream destination, CancellationToken cancellationToken) => set.WriteAsync(destination, cancellationToken);

    /// <summary>Components have been opened.</summary>
    public void ComponentsLoaded(int count) => set.ComponentLoaded.WithLabels(appId).Inc(count);

    /// <summary>An operation of a state store begins; dispose the result when it has ended.</summary>
    /// <param name="component">Name of the component.</param>
    /// <param name="operation"><c>get</c>, <c>set</c>, <c>delete</c>, <c>bulk_get</c>, <c>bulk_delete</c> or <c>transaction</c>.</param>
    public Measured State(string component, string operation) => Begin((isSuccess, milliseconds) =>
    {
        string[] labels = [appId, component, deployedNamespace, operation, Text(isSuccess)];
        set.StateCount.WithLabels(labels).Inc();
        set.StateLatencies.WithLabels(labels).Observe(milliseconds);
    });

    /// <summary>A secret is asked for; dispose the result when it has been given.</summary>
    /// <param name="component">Name of the component.</param>
    /// <param name="operation"><c>get</c> or <c>bulk_get</c>.</param>
    public Measured Secret(string component, string operation) => Begin((isSuccess, milliseconds) =>
    {
        string[] labels = [appId, component, deployedNamespace, operation, Text(isSuccess)];
        set.SecretCount.WithLabels(labels).Inc();
        set.SecretLatencies.WithLabels(labels).Observe(milliseconds);
    });

    /// <summary>An event is being published; dispose the result when it has been.</summary>
    public Measured Publishing(string component, string topic) => Begin((isSuccess, milliseconds) =>
    {
        string[] labels = [appId, component, deployedNamespace, Text(isSuccess), topic];
        set.EgressCount.WithLabels(labels).Inc();
        set.EgressLatencies.WithLabels(labels).Observe(milliseconds);
    });

    /// <summary>The app has dealt with an event.</summary>
    /// <param name="component">Name of the component.</param>
    /// <param name="topic">Topic.</param>
    /// <param name="status"><c>success</c>, <c>retry</c> or <c>drop</c>.</param>
    /// <param name="started">Timestamp from before the event was handed over.</param>
    public void Delivered(string component, string topic, string status, long started)
    {
        string[] labels = [appId, component, deployedNamespace, status, status, topic];
        set.IngressCount.WithLabels(labels).Inc();
        set.IngressLatencies.WithLabels(labels).Observe(Since(started));
    }

    /// <summary>The sidecar has answered a call.</summary>
    /// <param name="method">As in <c>/package.Service/Method</c>.</param>
    /// <param name="status">How.</param>
    /// <param name="started">Timestamp from when it came.</param>
    public void Served(string method, StatusCode status, long started)
    {
        set.CompletedCalls.WithLabels(appId, method, $"{status}").Inc();
        set.ServerLatency.WithLabels(appId, method, $"{status}").Observe(Since(started));
    }

    /// <summary>A call is passed on to another app.</summary>
    public void InvocationSent(string callee) => set.InvocationsSent.WithLabels(appId, callee, Unary).Inc();

    /// <summary>The answer of another app has come.</summary>
    /// <param name="callee">The other app; daprd calls it the source, of the answer.</param>
    /// <param name="status">Its status.</param>
    /// <param name="started">Timestamp from when the call was sent.</param>
    public void InvocationAnswered(string callee, StatusCode status, long started)
    {
        var code = ((int)status).ToString(CultureInfo.InvariantCulture);
        set.InvocationAnswers.WithLabels(appId, callee, code, Unary).Inc();
        set.InvocationLatency.WithLabels(appId, callee, code).Observe(Since(started));
    }

    /// <summary>A call waits for its turn at an actor, or is in it; dispose the result when it has left.</summary>
    public IDisposable PendingActorCall(string type) => set.PendingActorCalls.WithLabels(type, appId).TrackInProgress();

    /// <summary>An actor was deactivated here.</summary>
    public void ActorDeactivated(string type) => set.ActorsDeactivated.WithLabels(type, appId).Inc();

    /// <summary>A reminder was fired at an actor here.</summary>
    public void ReminderFired(string type, bool isSuccess) => set.RemindersFired.WithLabels(type, appId, Text(isSuccess)).Inc();

    /// <summary>A timer was fired.</summary>
    public void TimerFired(string type, bool isSuccess) => set.TimersFired.WithLabels(type, appId, Text(isSuccess)).Inc();

    /// <summary>There is one timer more.</summary>
    public void TimerAdded(string type) => set.Timers.WithLabels(type, appId).Inc();

    /// <summary>There is one timer less.</summary>
    public void TimerRemoved(string type) => set.Timers.WithLabels(type, appId).Dec();

    /// <summary>A timestamp for the calls that take one.</summary>
    public long Now() => time.GetTimestamp();

    private Measured Begin(Action<bool, double> end) => new(end, Now(), Since);

    private double Since(long started) => time.GetElapsedTime(started).TotalMilliseconds;

    private static string Text(bool value) => value ? "true" : "false";
}
