using System.Net;
using System.Net.Sockets;
using Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.Components;

/// <summary>Contract 8.1, check 46, and what ends a start with one line that names the file, the component and the fix.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("state.nope", "0.yaml:1: component 'c': type 'state.nope' is not served by this development sidecar; use ")]
    [InlineData("state.sqlite", "0.yaml:1: component 'c': metadata 'connectionString' is missing; add it")]
    public async Task Start_ComponentNotPossible_NamesFileComponentAndFix(string type, string expected) =>
        await FailsAsync(expected, options => options, ComponentText.Of("c", type));

    [Fact]
    public async Task Start_NotYaml_NamesFileAndLine() =>
        await FailsAsync("0.yaml:2: not YAML", options => options, "kind: Component\n  spec: [");

    [Fact]
    public async Task Start_TwoComponentsOfOneName_NamesBoth_Check46() => await FailsAsync(
        "1.yaml:1: component 'c': the same name is used at ",
        options => options,
        ComponentText.Of("c", "state.in-memory"),
        ComponentText.Of("c", "lock.in-memory"));

    [Fact]
    public async Task Start_SecretNotThere_NamesIt()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "s.json");
        File.WriteAllText(file, "{}");
        const string Reference = """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: c}
            spec:
              type: state.sqlite
              metadata: [{name: connectionString, secretKeyRef: {name: s}}]
            """;

        await FailsAsync("secret 's' with key 's' of metadata 'connectionString' is not in secret store 'secrets'; add the secret",
            options => options, $"{Reference}\nauth: {{secretStore: secrets}}", ComponentText.Secrets(file));
        await FailsAsync("its secret store 'nope' does not exist", options => options, $"{Reference}\nauth: {{secretStore: nope}}");
        await FailsAsync("is a secretKeyRef but auth.secretStore is missing", options => options, Reference);
    }

    [Fact]
    public async Task Start_RedisNotThere_SaysSo() => await FailsAsync(
        "component 'c': no redis at 127.0.0.1:", options => options,
        ComponentText.Of("c", "state.redis", ("redisHost", $"127.0.0.1:{AppUnderTest.FreePort()}"), ("dialTimeout", "300ms")));

    [Fact]
    public async Task Start_PortInUse_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await FailsAsync(
            "app 'app': Failed to bind to address",
            options => options with { Apps = [new SidecarApp { AppId = "app", DaprGrpcPort = port }] });
    }

    [Fact]
    public async Task Start_FolderThatIsAFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        await FailsAsync("the data directory cannot be written", options => options with { DataDirectory = Path.Combine(file, "data") });
        await FailsAsync(
            "cannot be opened or written",
            options => options,
            ComponentText.Of("c", "state.sqlite", ("connectionString", Path.Combine(file, "state.db"))));
    }

    [Fact]
    public async Task Start_RoutingRules_AreRefused() => await FailsAsync(
        "routing rules are not served by this development sidecar", options => options, """
        apiVersion: dapr.io/v2alpha1
        kind: Subscription
        metadata: {name: s}
        spec: {pubsubname: pubsub, topic: t, routes: {rules: [{match: event.type == "a", path: /a}]}}
        """);

    [Fact]
    public async Task Load_ScopesIgnoreErrorsKindsAndManyDocuments_AsDaprDoes_Check46()
    {
        var documents = $"""
            {ComponentText.Of("mine", "state.in-memory")}
            scopes: [app]
            ---
            {ComponentText.Of("foreign", "state.in-memory")}
            scopes: [other]
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {"{name: broken}"}
            spec: {"{type: state.nope, ignoreErrors: true}"}
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: {"{name: r}"}
            spec: {"{policies: {}}"}
            ---
            apiVersion: dapr.io/v1alpha1
            kind: HTTPEndpoint
            metadata: {"{name: h}"}
            ---
            """;
        await using var sidecar = await SidecarUnderTest.StartAsync(documents);

        var metadata = await sidecar.Client().GetMetadataAsync(new GetMetadataRequest());

        Assert.Equal(["mine"], metadata.RegisteredComponents.Select(component => component.Name));
    }

    [Fact]
    public async Task Load_Templates_AreReplaced_Section4_4()
    {
        var component = ComponentText.Of("pubsub", "pubsub.in-memory", ("consumerID", "{appID}-{namespace}-{podName}"));
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Environment = name => name == "POD_NAME" ? "pod" : null }, component);

        Assert.Single((await sidecar.Client().GetMetadataAsync(new GetMetadataRequest())).RegisteredComponents);
    }

    [Fact]
    public async Task Shipped_Components_Load()
    {
        using var folder = new TemporaryFolder();
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
        await using var host = await SidecarHost.StartAsync(
            new SidecarOptions
            {
                Apps = [new SidecarApp { AppId = "app" }],
                ResourcesPaths = [Path.Combine(root, "components/local")],
                DataDirectory = folder.Path,
            },
            CancellationToken.None);

        Assert.Single(host.Endpoints);
    }

    private static async Task FailsAsync(string expected, Func<SidecarOptions, SidecarOptions> change, params string[] components)
    {
        var exception = await Assert.ThrowsAsync<SidecarStartException>(async () =>
        {
            await using var started = await SidecarUnderTest.StartAsync(change, components);
        });
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
