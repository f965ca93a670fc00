using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;
using Microsoft.Data.Sqlite;
using static Mesh.Sidecar.Tests.Running.StateCalls;

namespace Mesh.Sidecar.Tests.State;

/// <summary>Contract 2.1, checks 1 and 2: how keys are stored.</summary>
public sealed class KeyPrefixTests
{
    [Theory]
    [InlineData(null, null, "app||k")]
    [InlineData("appid", null, "app||k")]
    [InlineData("name", null, "store||k")]
    [InlineData("none", null, "k")]
    [InlineData("NONE", null, "k")]
    [InlineData("Shared", null, "shared||k")]
    [InlineData("namespace", "prod", "prod.app||k")]
    [InlineData("namespace", null, "app||k")]
    [InlineData("", null, "||k")]
    public async Task Save_WithKeyPrefix_StoresUnderIt_Check2(string? prefix, string? deployedNamespace, string expected)
    {
        var component = prefix is null
            ? await Stores.ComponentAsync(Store.Sqlite)
            : await Stores.ComponentAsync(Store.Sqlite, ("keyPrefix", prefix));
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Environment = name => name == "NAMESPACE" ? deployedNamespace : null }, component);

        await sidecar.Client().SaveAsync(Item("k", "v"));

        Assert.Equal([expected], StoredKeys(sidecar));
        Assert.Equal("k", Assert.Single((await sidecar.Client().BulkAsync("k")).Items).Key);
    }

    [Fact]
    public async Task Apps_OfOneFile_SeeTheirOwnKeys()
    {
        var component = await Stores.ComponentAsync(Store.Sqlite);
        await using var sidecar = await SidecarUnderTest.StartAsync(
            options => options with { Apps = [new SidecarApp { AppId = "one" }, new SidecarApp { AppId = "two" }] }, component);

        await sidecar.Client(0).SaveAsync(Item("k", "of one"));
        await sidecar.Client(1).SaveAsync(Item("k", "of two"));

        Assert.Equal("of one", await sidecar.Client(0).TextAsync("k"));
        Assert.Equal(["one||k", "two||k"], StoredKeys(sidecar));
    }

    private static List<string> StoredKeys(SidecarUnderTest sidecar)
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(sidecar.DataDirectory, "state.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT key FROM state ORDER BY key";
        using var row = command.ExecuteReader();
        List<string> keys = [];
        while (row.Read())
        {
            keys.Add(row.GetString(0));
        }

        return keys;
    }
}
