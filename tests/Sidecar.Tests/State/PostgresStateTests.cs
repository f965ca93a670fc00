using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Hosting;
using Mesh.Sidecar.Tests.Running;
using static Mesh.Sidecar.Tests.Running.StateCalls;

namespace Mesh.Sidecar.Tests.State;

/// <summary>What only state.postgresql v2 does (contract 2.5, 2.7; checks 7, 8, 14, 59).</summary>
public sealed class PostgresStateTests
{
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
