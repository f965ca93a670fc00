using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;

namespace Mesh.Dapr.Conformance.Tests.PubSub;

/// <summary>Contract 3.1, 3.2 and 3.9, checks 29 and 30: what publishing refuses, and several at once.</summary>
public sealed class PublishTests
{
    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Publish_NotPossible_IsRefusedWithItsReason_Check29(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        (string Component, string Topic, string Text, string Reason)[] refused =
        [
            ("", "t", "pubsub name is empty", "DAPR_PUBSUB_NAME_EMPTY"),
            ("nope", "t", "pubsub nope is not found", "DAPR_PUBSUB_NOT_FOUND"),
            (component, "", $"topic is empty in pubsub {component}", "DAPR_PUBSUB_TOPIC_NAME_EMPTY"),
        ];

        foreach (var (name, ofTopic, text, reason) in refused)
        {
            var request = new PublishEventRequest { PubsubName = name, Topic = ofTopic };
            var failure = await Expect.FailureAsync(
                StatusCode.InvalidArgument, text, async () => await topic.Client.PublishEventAsync(request));
            Assert.Equal(reason, Expect.Reason(failure));
        }
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task BulkPublish_EntryIdsNotUniqueOrEmpty_IsInvalidArgument_Check30(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);

        foreach (var second in new[] { "a", "" })
        {
            await Expect.FailureAsync(
                StatusCode.InvalidArgument,
                $"error marshaling events to bytes for topic {topic.Name}: entryId is duplicated or not present for entry",
                async () => await topic.Client.BulkPublishEventAsync(Bulk(topic, "a", second)));
        }
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task BulkPublish_BothNames_PublishEveryEntry_Check30(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        await using var subscriber = await topic.SubscribeAsync();

        var stable = await topic.Client.BulkPublishEventAsync(Bulk(topic, "a", "b"));
        var alpha = await topic.Client.BulkPublishEventAlpha1Async(Bulk(topic, "c", "d"));

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

    private static BulkPublishRequest Bulk(TopicUnderTest topic, params string[] ids)
    {
        var request = new BulkPublishRequest { PubsubName = topic.Component, Topic = topic.Name };
        request.Entries.Add(ids.Select(id => new BulkPublishRequestEntry
        {
            EntryId = id,
            Event = ByteString.CopyFromUtf8(id),
            ContentType = "text/plain",
        }));
        return request;
    }
}
