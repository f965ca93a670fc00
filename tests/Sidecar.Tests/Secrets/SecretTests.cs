using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.Secrets;

/// <summary>Contract 4, checks 31 and 32.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Content = """{"k":"v","a":{"b":"c","list":["x","y"]},"n":42,"t":true}""";

    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public SecretTests()
    {
        _file = Path.Combine(_folder.Path, "own-secrets.json");
        File.WriteAllText(_file, Content);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("k", "v")]
    [InlineData("a:b", "c")]
    [InlineData("a:list:1", "y")]
    [InlineData("n", "%!s(float64=42)")]
    [InlineData("t", "%!s(bool=true)")]
    public async Task Get_OneSecret_IsItsOwnKey_Check31(string key, string expected)
    {
        await using var sidecar = await SidecarUnderTest.StartAsync(ComponentText.Secrets(_file));

        var secret = await GetAsync(sidecar, key);

        Assert.Equal((key, expected), (secret.Data.Single().Key, secret.Data.Single().Value));
    }

    [Fact]
    public async Task Get_MultiValued_IsTheSecretsEntries_Section4_2()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync(
            ComponentText.Secrets(_file, ("multiValued", "true"), ("nestedSeparator", ".")));

        var entries = (await GetAsync(sidecar, "a")).Data.Select(entry => $"{entry.Key}={entry.Value}").Order();
        Assert.Equal(["b=c", "list.0=x", "list.1=y"], entries);
    }

    [Fact]
    public async Task Get_Missing_IsInternal_Check31()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync(ComponentText.Secrets(_file));

        await Expect.FailureAsync(
            StatusCode.Internal,
            "failed getting secret with key zz from secret store secrets: secret zz not found",
            () => GetAsync(sidecar, "zz"));
    }

    [Fact]
    public async Task Store_UnknownOrNone_IsRefused_Check31()
    {
        await using var with = await SidecarUnderTest.StartAsync(ComponentText.Secrets(_file));
        await using var without = await SidecarUnderTest.StartAsync();

        await Expect.FailureAsync(
            StatusCode.InvalidArgument, "failed finding secret store with key nope", () => GetAsync(with, "k", "nope"));
        await Expect.FailureAsync(StatusCode.FailedPrecondition, "secret store is not configured", () => GetAsync(without, "k"));
    }

    [Theory]
    [InlineData("allowedSecrets: [k]", "k", true)]
    [InlineData("allowedSecrets: [k]", "a:b", false)]
    [InlineData("deniedSecrets: [k]", "k", false)]
    [InlineData("deniedSecrets: [k]", "a:b", true)]
    [InlineData("defaultAccess: deny", "k", false)]
    public async Task Get_ByScope_IsAllowedOrDenied_Check31(string scope, string key, bool isAllowed)
    {
        var configuration = Path.Combine(_folder.Path, "config.yaml");
        File.WriteAllText(
            configuration,
            $"kind: Configuration\nmetadata: {{name: c}}\nspec:\n  secrets:\n    scopes:\n      - storeName: secrets\n        {scope}\n");
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { ConfigurationFiles = [configuration] }, ComponentText.Secrets(_file));

        if (isAllowed)
        {
            Assert.Single((await GetAsync(sidecar, key)).Data);
        }
        else
        {
            await Expect.FailureAsync(
                StatusCode.PermissionDenied, $"access denied by policy to get \"{key}\" from \"secrets\"", () => GetAsync(sidecar, key));
        }

        var bulk = await sidecar.Client().GetBulkSecretAsync(new GetBulkSecretRequest { StoreName = "secrets" });
        Assert.Equal(isAllowed, bulk.Data.ContainsKey(key));
    }

    [Fact]
    public async Task Environment_OwnVariablesAndMissingOnes_ReadAsEmpty_Section4_2()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Environment = name => name is "MESH_A" or "DAPR_API_TOKEN" or "APP_API_TOKEN" ? "set" : null },
            ComponentText.Of("secrets", "secretstores.local.env"));

        Assert.Equal(
            ["set", "", "", ""],
            [
                (await GetAsync(sidecar, "MESH_A")).Data["MESH_A"],
                (await GetAsync(sidecar, "DAPR_API_TOKEN")).Data["DAPR_API_TOKEN"],
                (await GetAsync(sidecar, "APP_API_TOKEN")).Data["APP_API_TOKEN"],
                (await GetAsync(sidecar, "MESH_B")).Data["MESH_B"],
            ]);
    }

    [Fact]
    public async Task SecretReference_InAComponent_IsResolvedBeforeItOpens_Check32()
    {
        const string Store = """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: store
            spec:
              type: state.sqlite
              version: v1
              metadata:
                - name: connectionString
                  value: state.db
                - name: keyPrefix
                  secretKeyRef: {name: "a:b"}
            auth:
              secretStore: secrets
            """;
        await using var sidecar = await SidecarUnderTest.StartAsync(Store, ComponentText.Secrets(_file));

        await sidecar.Client().SaveAsync(StateCalls.Item("k", "v"));

        using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Path.Combine(sidecar.DataDirectory, "state.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT key FROM state";
        Assert.Equal("c||k", command.ExecuteScalar());
    }

    private static async Task<GetSecretResponse> GetAsync(SidecarUnderTest sidecar, string key, string store = "secrets") =>
        await sidecar.Client().GetSecretAsync(new GetSecretRequest { StoreName = store, Key = key });
}
