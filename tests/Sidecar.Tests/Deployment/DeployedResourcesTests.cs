using System.Diagnostics;
using global::Dapr.Proto.Runtime.V1;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.Deployment;

/// <summary>What the repository ships for Dapr is read by the loader that a laptop uses: a slip shows here and not in a cluster.</summary>
[Collection(nameof(RedisServer))]
public sealed class DeployedResourcesTests
{
    private static readonly string Root = RepositoryRoot.Path;

    public static TheoryData<string> Services => ["ledger", "risk", "payments"];

    public static TheoryData<string> Overlays =>
        [.. Directory.GetDirectories(Path.Combine(Root, "deploy", "k8s", "overlays")).Select(folder => Path.GetFileName(folder))];

    [Theory, MemberData(nameof(Services))]
    public async Task Cluster_ComponentsPoliciesAndConfiguration_ServeAnApp(string appId)
    {
        using var folder = new TemporaryFolder();
        var components = Path.Combine(Root, "deploy", "k8s", "base", "components");
        foreach (var file in Directory.GetFiles(components, "*.yaml"))
        {
            // The cluster's own secrets: below, a file stands for them.
            var text = await File.ReadAllTextAsync(file);
            if (!text.Contains("secretstores.kubernetes", StringComparison.Ordinal)
                && !text.Contains("kind: Configuration", StringComparison.Ordinal))
            {
                await File.WriteAllTextAsync(Path.Combine(folder.Resources, Path.GetFileName(file)), text);
            }
        }

        await WriteSecretsAsync(folder);
        await using var host = await SidecarHost.StartAsync(
            new SidecarOptions
            {
                Apps = [new SidecarApp { AppId = appId }],
                ResourcesPaths = [folder.Resources],
                ConfigurationFiles = [Path.Combine(components, "configuration.yaml")],
                DataDirectory = folder.Path,
            },
            TestContext.Current.CancellationToken);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(host.Endpoint(appId).Grpc);
        var client = new global::Dapr.Proto.Runtime.V1.Dapr.DaprClient(channel);

        var loaded = (await client.GetMetadataAsync(new GetMetadataRequest())).RegisteredComponents;
        await client.SaveStateAsync(new SaveStateRequest { StoreName = "statestore", States = { StateCalls.Item("key", "value") } });
        await client.PublishEventAsync(new PublishEventRequest { PubsubName = "pubsub", Topic = $"{appId}.events" });

        Assert.Equal(["lock", "pubsub", "statestore"], loaded.Select(component => component.Name).Except(["kubernetes"]).Order());
    }

    [Theory]
    [InlineData("local")]
    [InlineData("redis")]
    public async Task Laptop_Components_Load(string profile)
    {
        using var folder = new TemporaryFolder();
        var redis = profile == "redis" ? await RedisServer.FlushedAsync() : "";
        await using var host = await SidecarHost.StartAsync(
            new SidecarOptions
            {
                Apps = [new SidecarApp { AppId = "payments" }],
                ResourcesPaths = [Path.Combine(Root, "components", profile)],
                DataDirectory = CopySecrets(folder, profile),
                Environment = name => name == "MESH_REDIS_HOST" ? redis : null,
            },
            TestContext.Current.CancellationToken);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(host.Endpoints[0].Grpc);

        var metadata = await new global::Dapr.Proto.Runtime.V1.Dapr.DaprClient(channel).GetMetadataAsync(new GetMetadataRequest());

        Assert.Equal(
            ["lock", "pubsub", "secrets", "statestore"], metadata.RegisteredComponents.Select(component => component.Name).Order());
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task Overlay_IsBuiltByKustomize_WithAllServices(string overlay)
    {
        Assert.SkipWhen(!OnPath("kubectl"), "kubectl is not on PATH");
        var start = new ProcessStartInfo("kubectl", ["kustomize", Path.Combine(Root, "deploy", "k8s", "overlays", overlay)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var complaint = process.StandardError.ReadToEndAsync();
        var manifest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await complaint);
        foreach (var row in Services)
        {
            Assert.Contains($"dapr.io/app-id: {row.Data}", manifest, StringComparison.Ordinal);
        }

        Assert.Contains("type: state.postgresql", manifest, StringComparison.Ordinal);
        Assert.Contains("type: secretstores.kubernetes", manifest, StringComparison.Ordinal);
    }

    private static async Task WriteSecretsAsync(TemporaryFolder folder)
    {
        var postgres = (await PostgresServer.TablesAsync()).First(entry => entry.Name == "connectionString").Value;
        var redis = await RedisServer.FlushedAsync();
        var secrets = Path.Combine(folder.Path, "cluster-secrets.json");
        await File.WriteAllTextAsync(secrets, $$"""
            {
              "mesh-postgresql": {"connectionString": "{{postgres}}"},
              "mesh-redis": {"host": "{{redis}}", "password": ""}
            }
            """);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Resources, "kubernetes.yaml"),
            ComponentText.Of("kubernetes", "secretstores.local.file", ("secretsFile", secrets), ("multiValued", "true")));
    }

    private static string CopySecrets(TemporaryFolder folder, string profile)
    {
        File.Copy(Path.Combine(Root, "components", profile, "secrets.json"), Path.Combine(folder.Path, "secrets.json"));
        return folder.Path;
    }

    private static bool OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
