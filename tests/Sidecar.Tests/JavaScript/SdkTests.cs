using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Deployment;

namespace Mesh.Sidecar.Tests.JavaScript;

/// <summary>Dapr's official JavaScript SDK (@dapr/dapr 3.18.0, gRPC), a client that is not ours.</summary>
[Collection(nameof(RedisServer))]
public sealed class SdkTests : IDisposable
{
    private const string SecretsFile = """{"a":{"b":"c"},"k":"v"}""";

    /// <summary>An error text that goes on in the store's own words, which differ by its version.</summary>
    private static readonly string[] StoresWordsFollow = ["error from state store", "failed to set key jsapp||grpc-fw:"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Client_RecordedOnARealDaprd_PrintsTheSameHere()
    {
        var script = Recorded("client.mjs");
        await ComponentsAsync();

        var printed = await SdkScript.RunAsync(folder, "jsapp", appPort: null, script, "grpc");

        Assert.Equal(
            (await File.ReadAllLinesAsync(Recorded("daprd-1.18.3-client-grpc.txt"))).Select(WithoutTheStoresWords),
            printed.Select(WithoutTheStoresWords));
    }

    [Fact]
    public async Task App_RecordedOnARealDaprd_PrintsTheSameHere()
    {
        var script = Recorded("server.mjs");
        await ComponentsAsync();

        var printed = await SdkScript.RunAsync(folder, "jssrv", AppUnderTest.FreePort(), script);

        Assert.Equal(await File.ReadAllLinesAsync(Recorded("daprd-1.18.3-server.txt")), printed);
    }

    [Fact]
    public async Task App_OfOurs_SubscribesIsInvokedAndUsesEveryBlock()
    {
        await WriteAsync("store", "state.sqlite", ("connectionString", "state.db"));
        await WriteAsync("pubsub", "pubsub.in-memory");
        await WriteAsync("lock", "lock.in-memory");
        await WriteSecretsAsync();
        var script = Path.Combine(RepositoryRoot.Path, "tests", "Sidecar.Tests", "JavaScript", "sdk-app.mjs");

        var printed = await SdkScript.RunAsync(folder, "shop", AppUnderTest.FreePort(), script);

        Assert.Equal(
            [
                "event order 7",
                "invoked total",
                "answer 42",
                "state {\"paid\":true}",
                "conflict aborted",
                "secret v",
                "lock true false",
                "metadata shop",
                "healthy true",
            ],
            printed);
    }

    private async Task ComponentsAsync()
    {
        var redis = ("redisHost", await RedisServer.FlushedAsync());
        await WriteAsync("redis", "state.redis", redis);
        var postgres = ComponentText.Of("pg", "state.postgresql", "v2", await PostgresServer.TablesAsync());
        await File.WriteAllTextAsync(Path.Combine(folder.Resources, "pg.yaml"), postgres);
        await WriteAsync("sqlite", "state.sqlite", ("connectionString", "state.db"));
        await WriteAsync("mem", "state.in-memory");
        await WriteAsync("pubsub", "pubsub.redis", redis);
        await WriteAsync("lock", "lock.redis", redis);
        await WriteSecretsAsync();
    }

    private async Task WriteSecretsAsync()
    {
        var file = Path.Combine(folder.Path, "secrets.json");
        await File.WriteAllTextAsync(file, SecretsFile);
        await WriteAsync("secrets", "secretstores.local.file", ("secretsFile", file));
    }

    private Task WriteAsync(string name, string type, params (string Name, string Value)[] metadata) =>
        File.WriteAllTextAsync(Path.Combine(folder.Resources, $"{name}.yaml"), ComponentText.Of(name, type, metadata));

    /// <summary>A recorded program or what it printed, beside the test data; skips the test where it is absent.</summary>
    private static string Recorded(string name)
    {
        var data = Environment.GetEnvironmentVariable("MESH_TEST_DATA") ?? Path.Combine(RepositoryRoot.Path, "..", "shared", "data");
        var file = Path.GetFullPath(Path.Combine(data, "..", "dapr-js", name));
        Assert.SkipUnless(File.Exists(file), $"{file} is absent: set MESH_TEST_DATA to the folder of test data");
        return file;
    }

    private static string WithoutTheStoresWords(string line)
    {
        var follow = StoresWordsFollow.FirstOrDefault(words => line.Contains(words, StringComparison.Ordinal));
        return follow is null ? line : line[..(line.IndexOf(follow, StringComparison.Ordinal) + follow.Length)];
    }
}
