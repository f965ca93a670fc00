using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.PubSub;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.PubSub;

/// <summary>Contract 3.1 and 3.9, checks 29 and 30: what publishing refuses.</summary>
public sealed class PublishTests
{
    [Theory]
    [InlineData(
        "pubsub",
        "secret",
        StatusCode.PermissionDenied,
        "topic secret is not allowed for app id publisher",
        "DAPR_PUBSUB_FORBIDDEN"
    )]
    public async Task Publish_NotPossible_IsRefusedWithItsReason_Check29(
        string name,
        string topic,
        StatusCode code,
        string text,
        string reason
    )
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory, ("publishingScopes", "publisher=t;other="));
        var request = new PublishEventRequest { PubsubName = name, Topic = topic };

        var failure = await Expect.FailureAsync(code, text, async () => await sidecar.Client(0).PublishEventAsync(request));

        Assert.Equal(reason, Expect.Reason(failure));
    }

    [Fact]
    public async Task Publish_AppNotNamedInScopes_IsAllowed_Section3_5()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory, ("publishingScopes", "publisher=t"));

        await sidecar.Client(1).PublishAsync("anything", "1");
    }

    [Fact]
    public async Task Publish_RawPayloadThatIsNoBoolean_IsInvalidArgument()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);

        await Expect.FailureAsync(
            StatusCode.InvalidArgument,
            "failed deserializing metadata",
            () => sidecar.Client(0).PublishAsync("t", "1", "application/json", ("rawPayload", "perhaps"))
        );
    }
}
