using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;

namespace Mesh.Dapr.Conformance.Tests.State;

/// <summary>What only state.postgresql v2 does (contract 2.5, 2.7).</summary>
public sealed class PostgresStateTests
{
    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Postgres), MemberType = typeof(ComponentsUnderTest))]
    public async Task EmptyValue_AnywhereInAWrite_IsRefusedWithTheServersWords_Check59(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await Expect.FailureAsync(StatusCode.Internal, "(SQLSTATE 23502)", () => state.SaveAsync(state.Item("k", "")));
        await Expect.FailureAsync(
            StatusCode.Internal,
            "(SQLSTATE 23502)",
            () => state.TransactAsync(("upsert", state.Item("a", "1")), ("upsert", state.Item("k", ""))));

        Assert.Equal("", await state.TextAsync("a"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Postgres), MemberType = typeof(ComponentsUnderTest))]
    public async Task Rewrite_WithoutATimeToLive_ClearsTheEarlierOne_Section2_7(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("k", "v", ttl: 100));

        await state.SaveAsync(state.Item("k", "w"));

        Assert.False((await state.GetAsync("k")).Metadata.ContainsKey("ttlExpireTime"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Postgres), MemberType = typeof(ComponentsUnderTest))]
    public async Task Etag_ThatIsNoUuid_IsAborted_Section2_5(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync("k", "v");

        foreach (var etag in new[] { "not-a-uuid", "7" })
        {
            await Expect.FailureAsync(
                StatusCode.Aborted, "possible etag mismatch", () => state.SaveAsync(state.Item("k", "w", etag)));
        }
    }
}
