using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Dapr.Conformance.Tests.Running;
using Mesh.Dapr.Conformance.Tests.Target;
using Status = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Dapr.Conformance.Tests.PubSub;

/// <summary>Contract 3, checks 18 to 28 and 49, by streaming subscription.</summary>
public sealed class StreamingTests
{
    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Publish_Json_ArrivesAsACloudEvent_Check18(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        await using var subscriber = await topic.SubscribeAsync();

        await topic.PublishAsync("""{"b":2,"a":"<1>"}""");
        var received = await subscriber.NextAsync();

        Assert.Equal("""{"a":"\u003c1\u003e","b":2}""", received.Data.ToStringUtf8());
        Assert.Equal(
            (topic.AppId, "com.dapr.event.sent", "1.0", "application/json", topic.Name, component, "/"),
            (received.Source, received.Type, received.SpecVersion, received.DataContentType, received.Topic, received.PubsubName,
                received.Path));
        Assert.True(Guid.TryParse(received.Id, out _));
        Assert.Superset(
            new HashSet<string> { "topic", "pubsubname", "time", "traceid", "traceparent", "tracestate" },
            received.Extensions.Fields.Keys.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Publish_Overrides_AreUsed_Check19(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        await using var subscriber = await topic.SubscribeAsync();

        await topic.PublishAsync(
            "1",
            "application/json",
            ("cloudevent.id", "own"), ("CloudEvent.Type", "payment.made"), ("cloudevent.source", "s"), ("cloudevent.foo", "x"));
        var received = await subscriber.NextAsync();

        Assert.Equal(("own", "payment.made", "s"), (received.Id, received.Type, received.Source));
        Assert.DoesNotContain("foo", received.Extensions.Fields.Keys);
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Publish_OctetStream_ArrivesExactly_Check20(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        await using var subscriber = await topic.SubscribeAsync();
        var bytes = ByteString.CopyFrom(0, 0xff, 0xfe, 1, 0x80);

        await topic.PublishAsync(bytes, "application/octet-stream");

        Assert.Equal(bytes, (await subscriber.NextAsync()).Data);
    }

    [Theory]
    [InlineData("application/x-protobuf", "text", "")]
    [InlineData("application/vnd.foo+json", "{}", "")]
    [InlineData("text/plain", "text", "text")]
    [InlineData("application/xml", "<a/>", "<a/>")]
    [InlineData("application/json", "{bad", "\"{bad\"")]
    [InlineData("application/json", "", "\"\"")]
    [InlineData("application/json", "9007199254740993", "9007199254740992")]
    [InlineData("application/json", "[1e5,2.50]", "[100000,2.5]")]
    [InlineData("", "text", "text")]
    public async Task Publish_ByContentType_ArrivesAsDaprDeliversIt_Checks20And21(string contentType, string data, string expected)
    {
        var topic = await TopicUnderTest.NewAsync(ComponentsUnderTest.First("pubsub."));
        await using var subscriber = await topic.SubscribeAsync();

        await topic.PublishAsync(data, contentType);

        Assert.Equal(expected, (await subscriber.NextAsync()).Data.ToStringUtf8());
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Retry_WithoutPolicy_IsDeliveredOnceAndGone_Check22(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        await using var subscriber = await topic.SubscribeAsync();

        await topic.PublishAsync("1");
        await subscriber.AnswerAsync(await subscriber.NextAsync(), Status.Retry);
        await topic.PublishAsync("2");

        Assert.Equal("2", (await subscriber.NextAsync()).Data.ToStringUtf8());
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Failure_WithDeadLetterTopic_GoesThere_Checks22And24(string component)
    {
        foreach (var status in new[] { Status.Retry, Status.Drop, (Status)77 })
        {
            var topic = await TopicUnderTest.NewAsync(component);
            var grave = topic.Other($"{topic.Name}-dead");
            await using var subscriber = await topic.SubscribeAsync(grave.Name);
            await using var undertaker = await grave.SubscribeAsync();

            await topic.PublishAsync("1");
            var failed = await subscriber.NextAsync();
            await subscriber.AnswerAsync(failed, status);
            var dead = await undertaker.NextAsync();

            Assert.Equal((failed.Id, grave.Name, topic.Name), (dead.Id, dead.Topic, dead.Extensions.Fields["topic"].StringValue));
        }
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Apps_EachGetACopyAndReplicasShare_Check26(string component)
    {
        const int Count = 20;
        var topic = await TopicUnderTest.NewAsync(component);
        var caller = new global::Dapr.Proto.Runtime.V1.Dapr.DaprClient((await SidecarTarget.GetAsync()).Caller);
        await using var one = await topic.SubscribeAsync();
        await using var replica = await topic.SubscribeAsync();
        await using var other = await SubscriberUnderTest.OpenAsync(caller, component, topic.Name, deadLetterTopic: null, []);
        var shared = System.Threading.Channels.Channel.CreateUnbounded<string>();
        foreach (var member in new[] { one, replica })
        {
            _ = Task.Run(async () =>
            {
                while (true)
                {
                    var received = await member.NextAsync();
                    shared.Writer.TryWrite(received.Data.ToStringUtf8());
                    await member.AnswerAsync(received);
                }
            });
        }

        for (var number = 0; number < Count; number++)
        {
            await topic.PublishAsync($"{number}");
        }

        HashSet<string> ofOther = [];
        HashSet<string> ofBoth = [];
        for (var number = 0; number < Count; number++)
        {
            var received = await other.NextAsync();
            ofOther.Add(received.Data.ToStringUtf8());
            await other.AnswerAsync(received);
            Assert.True(ofBoth.Add(await shared.Reader.ReadAsync()), "a message came to both replicas");
        }

        Assert.Equal((Count, Count), (ofOther.Count, ofBoth.Count));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Stream_EndsUnanswered_MessageGoesToTheNext_Check49(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        string id;
        await using (var first = await topic.SubscribeAsync($"{topic.Name}-dead"))
        {
            await topic.PublishAsync("1");
            id = (await first.NextAsync()).Id;
        }

        await using var second = await topic.SubscribeAsync($"{topic.Name}-dead");

        Assert.Equal(id, (await second.NextAsync()).Id);
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Stream_OpenedAgain_GetsWhatWasPublishedMeanwhile(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        await using (var first = await topic.SubscribeAsync())
        {
            await topic.PublishAsync("1");
            await first.AnswerAsync(await first.NextAsync());
        }

        await topic.PublishAsync("2");
        await using var second = await topic.SubscribeAsync();
        var received = await second.NextAsync();
        if (received.Data.ToStringUtf8() == "1")
        {
            // The first stream went away before its answer was read: at least once.
            await second.AnswerAsync(received);
            received = await second.NextAsync();
        }

        Assert.Equal("2", received.Data.ToStringUtf8());
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Stream_BadGreetings_AreRefused_Check28(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);

        await GreetingFailsAsync(topic, StatusCode.Unknown, "initial request is required", new() { EventProcessed = new() { Id = "x" } });
        await GreetingFailsAsync(topic, StatusCode.Unknown, "pubsubName is required", new() { InitialRequest = new() { Topic = "t" } });
        await GreetingFailsAsync(
            topic, StatusCode.Unknown, "topic is required", new() { InitialRequest = new() { PubsubName = component } });
        await GreetingFailsAsync(
            topic,
            StatusCode.InvalidArgument,
            "pubsub nope is not found",
            new() { InitialRequest = new() { PubsubName = "nope", Topic = "t" } });
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Stream_GreetedTwiceOrHalfClosed_EndsWithUnknown_Section3_8(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        await using var twice = await topic.SubscribeAsync();
        await using var closed = await topic.SubscribeAsync();

        await twice.GreetAgainAsync();
        await closed.HalfCloseAsync();

        Assert.Equal(
            ((StatusCode.Unknown, "duplicate initial request received"), (StatusCode.Unknown, "EOF")),
            (Told(await twice.Ended), Told(await closed.Ended)));
    }

    [Theory]
    [MemberData(nameof(ComponentsUnderTest.PubSub), MemberType = typeof(ComponentsUnderTest))]
    public async Task Raw_BothSides_PassesTheBytesInANewEnvelope_Section3_2(string component)
    {
        var topic = await TopicUnderTest.NewAsync(component);
        await using var subscriber = await topic.SubscribeAsync(deadLetterTopic: null, ("rawPayload", "true"));

        await topic.PublishAsync("raw bytes", "text/plain", ("rawPayload", "true"));
        var received = await subscriber.NextAsync();

        Assert.Equal(("raw bytes", "application/octet-stream"), (received.Data.ToStringUtf8(), received.DataContentType));
    }

    private static (StatusCode Code, string Text) Told(RpcException? exception) => (exception!.StatusCode, exception.Status.Detail);

    private static async Task GreetingFailsAsync(
        TopicUnderTest topic, StatusCode code, string text, SubscribeTopicEventsRequestAlpha1 greeting)
    {
        using var call = topic.Client.SubscribeTopicEventsAlpha1();
        await call.RequestStream.WriteAsync(greeting);
        await Expect.FailureAsync(code, text, async () => await call.ResponseStream.MoveNext(CancellationToken.None));
    }
}
