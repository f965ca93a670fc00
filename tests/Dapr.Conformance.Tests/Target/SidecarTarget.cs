using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.State;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Dapr.Conformance.Tests.Target;

/// <summary>
/// The sidecar that the suite runs against: the one that the environment names, or a local one that is started for the suite. All tests
/// share it, and so use keys, topics and actors of their own.
/// </summary>
public sealed class SidecarTarget
{
    private static readonly Lazy<Task<SidecarTarget>> Shared = new(OpenAsync);
    private static readonly HttpClient Web = new();
    private readonly IReadOnlyDictionary<string, string> missing;
    private readonly GrpcChannel channel;
    private readonly GrpcChannel? callerChannel;
    private readonly Uri? http;
    private readonly AppUnderTest? app;

    private SidecarTarget(
        string grpc, string? http, string? caller, AppUnderTest? app, string appId, IReadOnlyDictionary<string, string> missing)
    {
        channel = Channel(grpc);
        callerChannel = caller is null ? null : Channel(caller);
        this.http = http is null ? null : new Uri($"http://{http}");
        this.app = app;
        this.missing = missing;
        AppId = appId;
    }

    /// <summary>App-id of the sidecar.</summary>
    public string AppId { get; }

    public DaprClient Client => new(channel);

    public CallInvoker Invoker => channel.CreateCallInvoker();

    /// <summary>The app behind the sidecar; skips the test when the sidecar has none.</summary>
    public AppUnderTest App
    {
        get
        {
            Assert.SkipWhen(app is null, $"{TargetEnvironment.AppPortName} is not set: the sidecar has no app");
            return app!;
        }
    }

    /// <summary>Calls through the sidecar of another app; skips the test when there is none.</summary>
    public CallInvoker Caller
    {
        get
        {
            Assert.SkipWhen(callerChannel is null, $"{TargetEnvironment.CallerName} is not set: there is no second sidecar");
            return callerChannel!.CreateCallInvoker();
        }
    }

    public static Task<SidecarTarget> GetAsync() => Shared.Value;

    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string kind) => $"{kind}-{Guid.NewGuid():N}";

    /// <summary>A state store; skips the test when it is not there.</summary>
    public static async Task<StateUnderTest> StateAsync(string component)
    {
        var target = await GetAsync();
        target.Require(component);
        return new StateUnderTest(target.Client, component, ComponentsUnderTest.TypeOf(component), $"{Guid.NewGuid():N}-");
    }

    /// <summary>Skips the test when a component is not there.</summary>
    public void Require(string component) =>
        Assert.SkipWhen(missing.ContainsKey(component), missing.GetValueOrDefault(component) ?? "");

    /// <summary>Asks the HTTP port; skips the test when it is not known.</summary>
    public Task<HttpResponseMessage> GetAsync(string path)
    {
        Assert.SkipWhen(http is null, $"{TargetEnvironment.HttpName} is not set");
        return Web.GetAsync(new Uri(http!, path));
    }

    private static async Task<SidecarTarget> OpenAsync()
    {
        if (TargetEnvironment.Grpc is { } grpc)
        {
            var given = TargetEnvironment.AppPort is { } port ? await StartAppAsync(port) : null;
            return await OpenAsync(grpc, TargetEnvironment.Http, TargetEnvironment.Caller, given, new Dictionary<string, string>());
        }

        var app = await StartAppAsync(AppUnderTest.FreePort());
        var local = await LocalSidecar.StartAsync(app.Port);
        return await OpenAsync(local.Grpc, local.Http, local.CallerGrpc, app, local.Missing);
    }

    private static async Task<SidecarTarget> OpenAsync(
        string grpc, string? http, string? caller, AppUnderTest? app, IReadOnlyDictionary<string, string> missing)
    {
        using var channel = Channel(grpc);
        var metadata = await new DaprClient(channel).GetMetadataAsync(
            new GetMetadataRequest(), new CallOptions(deadline: DateTime.UtcNow.AddSeconds(30)).WithWaitForReady());
        return new SidecarTarget(grpc, http, caller, app, metadata.Id, missing);
    }

    private static Task<AppUnderTest> StartAppAsync(int port) => AppUnderTest.StartAsync(
        behavior =>
        {
            behavior.ServesCallbacks = true;
            behavior.Subscriptions.AddRange(CallbackTopics.All);
        },
        port);

    private static GrpcChannel Channel(string address) => GrpcChannel.ForAddress(
        $"http://{address}", new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });
}
