using Prometheus;

namespace Mesh.Sidecar.Monitoring;

/// <summary>The metrics of one sidecar: names, help and labels, in the order of the labels' values.</summary>
internal sealed class MetricSet
{
    private readonly CollectorRegistry registry = Metrics.NewCustomRegistry();

    public MetricSet(double[] latencyBuckets)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        string[] operation = ["app_id", "component", "namespace", "operation", "success"];
        string[] egress = ["app_id", "component", "namespace", "success", "topic"];
        string[] ingress = ["app_id", "component", "namespace", "process_status", "status", "topic"];
        string[] server = ["app_id", "grpc_server_method", "grpc_server_status"];
        ComponentLoaded = factory.CreateCounter(
            "dapr_runtime_component_loaded", "Components that were opened.", "app_id");
        StateCount = factory.CreateCounter("dapr_component_state_count", "Operations of state stores.", operation);
        StateLatencies = Latency("dapr_component_state_latencies", "Time that operations of state stores took, ms.", operation);
        SecretCount = factory.CreateCounter("dapr_component_secret_count", "Operations of secret stores.", operation);
        SecretLatencies = Latency("dapr_component_secret_latencies", "Time that operations of secret stores took, ms.", operation);
        EgressCount = factory.CreateCounter("dapr_component_pubsub_egress_count", "Events that were published.", egress);
        EgressLatencies = Latency("dapr_component_pubsub_egress_latencies", "Time that publishing took, ms.", egress);
        IngressCount = factory.CreateCounter("dapr_component_pubsub_ingress_count", "Events that the app has dealt with.", ingress);
        IngressLatencies = Latency("dapr_component_pubsub_ingress_latencies", "Time that the app took for an event, ms.", ingress);
        CompletedCalls = factory.CreateCounter("dapr_grpc_io_server_completed_rpcs", "Calls that were answered.", server);
        ServerLatency = Latency("dapr_grpc_io_server_server_latency", "Time from request to answer, ms.", server);
        InvocationsSent = factory.CreateCounter(
            "dapr_runtime_service_invocation_req_sent_total", "Calls that were passed on to other apps.", "app_id", "dst_app_id", "type");
        InvocationAnswers = factory.CreateCounter(
            "dapr_runtime_service_invocation_res_recv_total", "Answers of other apps.", "app_id", "src_app_id", "status", "type");
        InvocationLatency = Latency(
            "dapr_runtime_service_invocation_res_recv_latency_ms",
            "Time that other apps took to answer, ms.",
            "app_id", "src_app_id", "status");
        string[] actor = ["actor_type", "app_id"];
        string[] firing = ["actor_type", "app_id", "success"];
        PendingActorCalls = factory.CreateGauge(
            "dapr_runtime_actor_pending_actor_calls", "Calls that wait for their turn or are in it.", actor);
        ActorsDeactivated = factory.CreateCounter("dapr_runtime_actor_deactivated_total", "Actors that were deactivated.", actor);
        Timers = factory.CreateGauge("dapr_runtime_actor_timers", "Timers.", actor);
        RemindersFired = factory.CreateCounter("dapr_runtime_actor_reminders_fired_total", "Reminders that were fired.", firing);
        TimersFired = factory.CreateCounter("dapr_runtime_actor_timers_fired_total", "Timers that were fired.", firing);

        Histogram Latency(string name, string help, params string[] labels) =>
            factory.CreateHistogram(name, help, labels, new HistogramConfiguration { Buckets = latencyBuckets });
    }

    public Counter ComponentLoaded { get; }

    public Counter StateCount { get; }

    public Histogram StateLatencies { get; }

    public Counter SecretCount { get; }

    public Histogram SecretLatencies { get; }

    public Counter EgressCount { get; }

    public Histogram EgressLatencies { get; }

    public Counter IngressCount { get; }

    public Histogram IngressLatencies { get; }

    public Counter CompletedCalls { get; }

    public Histogram ServerLatency { get; }

    public Counter InvocationsSent { get; }

    public Counter InvocationAnswers { get; }

    public Histogram InvocationLatency { get; }

    public Gauge PendingActorCalls { get; }

    public Counter ActorsDeactivated { get; }

    public Gauge Timers { get; }

    public Counter RemindersFired { get; }

    public Counter TimersFired { get; }

    public Task WriteAsync(Stream destination, CancellationToken cancellationToken) =>
        registry.CollectAndExportAsTextAsync(destination, cancellationToken);
}
