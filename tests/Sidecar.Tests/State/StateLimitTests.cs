using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Running;
using static Mesh.Sidecar.Tests.Running.StateCalls;

namespace Mesh.Sidecar.Tests.State;

/// <summary>Contract 2.2 and 2.4: a sidecar without a store, and one with a small limit of its answers.</summary>
[Collection(nameof(RedisServer))]
public sealed class StateLimitTests
{
    [Fact]
    public async Task Store_NoneAtAll_IsFailedPrecondition_Check5()
    {
        await using var sidecar = await SidecarUnderTest.StartAsync();

        await Expect.FailureAsync(
            StatusCode.FailedPrecondition, "state store store is not configured", () => sidecar.Client().GetAsync("k"));
    }

    [Theory, MemberData(nameof(Stores.All), MemberType = typeof(Stores))]
    public async Task Bulk_AnswerAboveTheLimit_IsResourceExhausted_Check60(Store store)
    {
        var component = await Stores.ComponentAsync(store);
        await using var sidecar = await SidecarUnderTest.StartAsync(options => options with { MessageSizeMax = 100_000 }, component);
        var client = sidecar.Client();
        await client.SaveAsync(Item("a", new string('a', 60_000)));
        await client.SaveAsync(Item("b", new string('b', 60_000)));

        await Expect.FailureAsync(StatusCode.ResourceExhausted, "trying to send message larger than max", () => client.BulkAsync("a", "b"));
    }
}
