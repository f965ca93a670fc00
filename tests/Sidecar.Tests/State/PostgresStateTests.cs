using Grpc.Core;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;
using static Mesh.Sidecar.Tests.Running.StateCalls;

namespace Mesh.Sidecar.Tests.State;

/// <summary>What only state.postgresql v2 does (contract 2.5, 2.7; checks 7, 8, 14, 59).</summary>
public sealed class PostgresStateTests
{
    [Fact]
    public async Task FirstWrite_Twice_SecondIsInternal_Check8()
    {
        await using var sidecar = await Stores.StartAsync(Store.Postgres);
        var client = sidecar.Client();
        await client.CreateAsync("k", "v1");

        await Expect.FailureAsync(StatusCode.Internal, "no item was updated", () => client.CreateAsync("k", "v2"));

        Assert.Equal("v1", await client.TextAsync("k"));
    }

    [Fact]
    public async Task EmptyValue_AnywhereInAWrite_IsRefusedWithTheServersWords_Check59()
    {
        await using var sidecar = await Stores.StartAsync(Store.Postgres);
        var client = sidecar.Client();

        await Expect.FailureAsync(StatusCode.Internal, "(SQLSTATE 23502)", () => client.SaveAsync(Item("k", "")));
        await Expect.FailureAsync(
            StatusCode.Internal, "(SQLSTATE 23502)", () => client.TransactAsync(("upsert", Item("a", "1")), ("upsert", Item("k", ""))));

        Assert.Equal("", await client.TextAsync("a"));
    }

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("7")]
    public async Task Etag_ThatIsNoUuid_IsAborted_Section2_5(string etag)
    {
        await using var sidecar = await Stores.StartAsync(Store.Postgres);
        var client = sidecar.Client();
        await client.SaveAsync(Item("k", "v"));

        await Expect.FailureAsync(StatusCode.Aborted, "possible etag mismatch", () => client.SaveAsync(Item("k", "w", etag)));
    }

    [Fact]
    public async Task Value_WithATimeToLive_TellsTheTimeAndGoes_Check14()
    {
        await using var sidecar = await Stores.StartAsync(Store.Postgres);
        var client = sidecar.Client();

        await client.SaveAsync(Item("k", "v", ttl: 1));
        var before = await client.GetAsync("k");
        await Expect.UntilAsync(async () => await client.TextAsync("k") == "");
        await client.CreateAsync("k", "again");

        Assert.True(before.Metadata.ContainsKey("ttlExpireTime") || before.Data.IsEmpty, "it tells when it expires");
        Assert.Equal("again", await client.TextAsync("k"));
    }

    [Fact]
    public async Task Rewrite_WithoutATimeToLive_ClearsTheEarlierOne_Section2_7()
    {
        await using var sidecar = await Stores.StartAsync(Store.Postgres);
        var client = sidecar.Client();
        await client.SaveAsync(Item("k", "v", ttl: 100));

        await client.SaveAsync(Item("k", "w"));

        Assert.False((await client.GetAsync("k")).Metadata.ContainsKey("ttlExpireTime"));
    }

    [Theory]
    [InlineData("v1", "host=127.0.0.1 user=nobody", "version 'v1' is not served")]
    [InlineData("v2", "user=nobody", "names no host")]
    [InlineData("v2", "host=127.0.0.1 port=1 user=nobody sslmode=disable connect_timeout=1", "PostgreSQL does not answer")]
    [InlineData("v2", "host=127.0.0.1 sslmode=maybe", "sslmode 'maybe' is unknown")]
    [InlineData("v2", "postgres://nobody@127.0.0.1:1/db?sslmode=disable", "PostgreSQL does not answer")]
    public async Task Component_ThatCannotBeOpened_EndsTheStartInOneLine(string version, string connection, string expected)
    {
        var component = ComponentText.Of("store", "state.postgresql", version, [("connectionString", connection)]);

        var failure = await Assert.ThrowsAsync<SidecarStartException>(() => SidecarUnderTest.StartAsync(component));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
