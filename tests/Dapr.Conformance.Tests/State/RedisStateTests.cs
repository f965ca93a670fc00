using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;
using Concurrency = Dapr.Proto.Common.V1.StateOptions.Types.StateConcurrency;

namespace Mesh.Dapr.Conformance.Tests.State;

/// <summary>Contract 2.5 and 2.6: what redis does otherwise.</summary>
public sealed class RedisStateTests
{
    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Redis), MemberType = typeof(ComponentsUnderTest))]
    public async Task FirstWrite_OverPlainSave_Overwrites_Check9(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("k", "plain"));

        await state.CreateAsync("k", "first");

        Assert.Equal("first", await state.TextAsync("k"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Redis), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_OverFirstWrite_IsInternal_Check9(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.CreateAsync("k", "first");

        foreach (var concurrency in new[] { Concurrency.ConcurrencyUnspecified, Concurrency.ConcurrencyLastWrite })
        {
            await Expect.FailureAsync(
                StatusCode.Internal, "failed to set key", () => state.SaveAsync(state.Item("k", "plain", concurrency: concurrency)));
        }
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Redis), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_EtagThatIsNoNumber_IsInvalidArgument_Check10(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await Expect.FailureAsync(StatusCode.InvalidArgument, "invalid etag value", () => state.SaveAsync(state.Item("k", "v", "abc")));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Redis), MemberType = typeof(ComponentsUnderTest))]
    public async Task Save_ImpossibleEtag_CreatesOnlyWhenAbsent_Checks7And10(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await state.SaveAsync(state.Item("k", "v1", "2147483647"));
        await Expect.FailureAsync(StatusCode.Aborted, "possible etag mismatch", () => state.SaveAsync(state.Item("k", "v2", "2147483647")));
        await state.SaveAsync(state.Item("k", "v3", "2147483647", Concurrency.ConcurrencyLastWrite));

        Assert.Equal("v3", await state.TextAsync("k"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Redis), MemberType = typeof(ComponentsUnderTest))]
    public async Task Delete_EtagOnAbsentKey_IsOk_Check11(string component)
    {
        var state = await SidecarTarget.StateAsync(component);

        await state.DeleteAsync("k", "1");
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Redis), MemberType = typeof(ComponentsUnderTest))]
    public async Task Transaction_OneWrongEtag_AppliesTheOthers_Check12(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("b", "old"));

        await Expect.FailureAsync(
            StatusCode.Internal,
            "error while executing state transaction: ",
            () => state.TransactAsync(
                ("upsert", state.Item("a", "new")), ("upsert", state.Item("b", "new", "77")), ("upsert", state.Item("c", "new"))));

        Assert.Equal(("new", "old", "new"), (await state.TextAsync("a"), await state.TextAsync("b"), await state.TextAsync("c")));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Redis), MemberType = typeof(ComponentsUnderTest))]
    public async Task Transaction_FirstWrite_OverwritesAndSetsNoMarker_Section2_6(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("k", "v1"));

        await state.TransactAsync(("upsert", state.Item("k", "v2", concurrency: Concurrency.ConcurrencyFirstWrite)));
        await state.SaveAsync(state.Item("k", "v3"));

        Assert.Equal("v3", await state.TextAsync("k"));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.Redis), MemberType = typeof(ComponentsUnderTest))]
    public async Task Transaction_JsonContentType_FailsAndAppliesTheOthers_Section2_3(string component)
    {
        var state = await SidecarTarget.StateAsync(component);
        await state.SaveAsync(state.Item("b", "old"));
        var json = state.Item("b", "1");
        json.Metadata["contentType"] = "application/json";

        var failure = await Expect.FailureAsync(
            StatusCode.Internal,
            "error while executing state transaction: ",
            () => state.TransactAsync(("upsert", state.Item("a", "new")), ("upsert", json), ("upsert", state.Item("c", "new"))));

        Assert.Contains("Unknown Redis command", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(("new", "old", "new"), (await state.TextAsync("a"), await state.TextAsync("b"), await state.TextAsync("c")));
    }
}
