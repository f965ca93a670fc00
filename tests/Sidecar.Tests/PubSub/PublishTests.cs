using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Sidecar.Tests.Running;

namespace Mesh.Sidecar.Tests.PubSub;

/// <summary>Contract 3.1 and 3.9, checks 29 and 30: what publishing refuses.</summary>
public sealed class PublishTests
{
    [Theory]
    [InlineData("", "t", StatusCode.InvalidArgument, "pubsub name is empty", "DAPR_PUBSUB_NAME_EMPTY")]
    [InlineData("nope", "t", StatusCode.InvalidArgument, "pubsub nope is not found", "DAPR_PUBSUB_NOT_FOUND")]
    [InlineData("pubsub", "", StatusCode.InvalidArgument, "topic is empty in pubsub pubsub", "DAPR_PUBSUB_TOPIC_NAME_EMPTY")]
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

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "")]
    public async Task BulkPublish_EntryIdsNotUniqueOrEmpty_IsInvalidArgument_Check30(string first, string second)
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);
        var request = Bulk(first, second);

        await Expect.FailureAsync(
            StatusCode.InvalidArgument,
            "error marshaling events to bytes for topic t: entryId is duplicated or not present for entry",
            async () => await sidecar.Client(0).BulkPublishEventAsync(request)
        );
    }

    [Fact]
    public async Task BulkPublish_BothNames_PublishEveryEntry_Check30()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");

        var stable = await sidecar.Client(0).BulkPublishEventAsync(Bulk("a", "b"));
        var alpha = await sidecar.Client(0).BulkPublishEventAlpha1Async(Bulk("c", "d"));

        List<string> received = [];
        for (var number = 0; number < 4; number++)
        {
            var one = await subscriber.NextAsync();
            received.Add(one.Data.ToStringUtf8());
            await subscriber.AnswerAsync(one);
        }

        Assert.Equal(["a", "b", "c", "d"], received.Order());
        Assert.Empty(stable.FailedEntries.Concat(alpha.FailedEntries));
    }

    private static BulkPublishRequest Bulk(params string[] ids)
    {
        var request = new BulkPublishRequest { PubsubName = "pubsub", Topic = "t" };
        request.Entries.Add(
            ids.Select(id => new BulkPublishRequestEntry
            {
                EntryId = id,
                Event = ByteString.CopyFromUtf8(id),
                ContentType = "text/plain",
            })
        );
        return request;
    }
}
