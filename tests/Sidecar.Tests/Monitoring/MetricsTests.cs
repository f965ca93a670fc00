using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Actors;
using Mesh.Dapr.Conformance.Tests.PubSub;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.PubSub;
using Mesh.Sidecar.Tests.Running;
using Status = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Sidecar.Tests.Monitoring;

/// <summary>Contract 8.7 and 11.2 c: Prometheus' endpoint has daprd's names and labels.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_OfStateAndSecrets_CountByOperationAndSuccess()
    {
        await using var sidecar = await StartAsync("app");
        var client = sidecar.Client();
        await client.CreateAsync("k", "v");
        await Assert.ThrowsAsync<RpcException>(() => client.CreateAsync("k", "w"));
        await client.GetAsync("k");

        var told = await ReadAsync(sidecar);

        const string Of = "app_id=\"app\",component=\"store\",namespace=\"\"";
        Assert.Equal("1", told[$"dapr_component_state_count{{{Of},operation=\"set\",success=\"true\"}}"]);
        Assert.Equal("1", told[$"dapr_component_state_count{{{Of},operation=\"set\",success=\"false\"}}"]);
        Assert.Equal("1", told[$"dapr_component_state_latencies_count{{{Of},operation=\"get\",success=\"true\"}}"]);
        Assert.Equal("2", told["dapr_runtime_component_loaded{app_id=\"app\"}"]);
        Assert.Equal(
            "1",
            told["dapr_grpc_io_server_completed_rpcs{app_id=\"app\","
                + "grpc_server_method=\"/dapr.proto.runtime.v1.Dapr/SaveState\",grpc_server_status=\"Aborted\"}"]);
    }

    [Fact]
    public async Task Metrics_OfPubSub_CountWhatWasPublishedAndWhatTheAppAnswered()
    {
        await using var sidecar = await StartAsync("app");
        var client = sidecar.Client();
        await using var subscriber = await SubscriberUnderTest.OpenAsync(client, "t");
        foreach (var status in new[] { Status.Success, Status.Drop })
        {
            await client.PublishAsync("t", "1");
            await subscriber.AnswerAsync(await subscriber.NextAsync(), status);
        }

        const string Of = "app_id=\"app\",component=\"pubsub\",namespace=\"\"";
        var dropped = $"dapr_component_pubsub_ingress_count{{{Of},process_status=\"drop\",status=\"drop\",topic=\"t\"}}";
        await Expect.UntilAsync(async () => (await ReadAsync(sidecar)).ContainsKey(dropped));

        var told = await ReadAsync(sidecar);
        Assert.Equal("2", told[$"dapr_component_pubsub_egress_count{{{Of},success=\"true\",topic=\"t\"}}"]);
        Assert.Equal("1", told[dropped]);
        Assert.Equal("1", told[dropped.Replace("drop", "success", StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task Metrics_OfInvocation_CountAtTheCaller()
    {
        await using var app = await AppUnderTest.StartAsync();
        await using var sidecar = await StartAsync("caller", "callee", app.Port);
        var options = new CallOptions(new Metadata { { "dapr-app-id", "callee" } });

        await sidecar.Channel().AsyncUnaryCall(EchoMethods.Unary, null, options, [1]);
        var failing = new CallOptions(new Metadata { { "dapr-app-id", "callee" }, { Echo.FailHeader, "no" } });
        await Assert.ThrowsAsync<RpcException>(async () =>
            await sidecar.Channel().AsyncUnaryCall(EchoMethods.Unary, null, failing, [1]));

        var told = await ReadAsync(sidecar);
        Assert.Equal(
            "2", told["dapr_runtime_service_invocation_req_sent_total{app_id=\"caller\",dst_app_id=\"callee\",type=\"unary\"}"]);
        Assert.Equal(
            ("1", "1"),
            (told[Answers(StatusCode.OK)], told[Answers(StatusCode.FailedPrecondition)]));
        Assert.DoesNotContain(await ReadAsync(sidecar, app: 1), line => line.Key.Contains("invocation", StringComparison.Ordinal));

        static string Answers(StatusCode status) =>
            "dapr_runtime_service_invocation_res_recv_total{app_id=\"caller\",src_app_id=\"callee\","
            + $"status=\"{(int)status}\",type=\"unary\"}}";
    }

    [Fact]
    public async Task Metrics_OfActors_CountPendingCallsRemindersAndDeactivations()
    {
        await using var sidecar = await StartAsync("app");
        var client = sidecar.Client();
        await using (var host = await ActorApp.HostAsync(client, types: ActorCalls.Type))
        {
            var call = client.InvokeAsync("7");
            var taken = await host.NextCallAsync();
            Assert.Equal("1", (await ReadAsync(sidecar))["dapr_runtime_actor_pending_actor_calls" + OfActors]);
            await host.AnswerAsync(taken.Id, "");
            await call;
            await client.RemindAsync("7", "wake", "0s");
            await host.RemindedAsync((await host.NextAsync()).ReminderRequest.Id);
        }

        var reminders = $"dapr_runtime_actor_reminders_fired_total{{actor_type=\"{ActorCalls.Type}\",app_id=\"app\",success=\"true\"}}";
        await Expect.UntilAsync(async () => (await ReadAsync(sidecar)).ContainsKey("dapr_runtime_actor_deactivated_total" + OfActors));
        await Expect.UntilAsync(async () => (await ReadAsync(sidecar)).ContainsKey(reminders));
        var told = await ReadAsync(sidecar);
        Assert.Equal("0", told["dapr_runtime_actor_pending_actor_calls" + OfActors]);
        Assert.Equal("1", told[reminders]);
    }

    [Fact]
    public async Task MetricsPort_ServesNothingElse_AndIsClosedUnlessAskedFor()
    {
        await using var sidecar = await StartAsync("app");
        await using var without = await SidecarUnderTest.StartAsync();
        using var http = new HttpClient();

        var elsewhere = await http.GetAsync(new Uri(sidecar.Host.Endpoints[0].Metrics!, "/v1.0/metadata"));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Null(without.Host.Endpoints[0].Metrics);
        Assert.Equal("127.0.0.1", sidecar.Host.Endpoints[0].Metrics!.Host);
    }

    private const string OfActors = $"{{actor_type=\"{ActorCalls.Type}\",app_id=\"app\"}}";

    private static async Task<SidecarUnderTest> StartAsync(string appId, string? callee = null, int? calleePort = null)
    {
        SidecarApp[] apps =
        [
            new SidecarApp { AppId = appId, MetricsPort = 0 },
            .. callee is null ? (SidecarApp[])[] : [new SidecarApp { AppId = callee, AppPort = calleePort, MetricsPort = 0 }],
        ];
        return await SidecarUnderTest.StartAsync(
            options => options with { Apps = apps },
            await Stores.ComponentAsync(Store.Sqlite, ("actorStateStore", "true")),
            ComponentText.Of("pubsub", "pubsub.in-memory"));
    }

    /// <summary>Every sample: its value by name and labels.</summary>
    private static async Task<Dictionary<string, string>> ReadAsync(SidecarUnderTest sidecar, int app = 0)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(sidecar.Host.Endpoints[app].Metrics!, "/metrics"));
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => line[(line.LastIndexOf(' ') + 1)..]);
    }
}
