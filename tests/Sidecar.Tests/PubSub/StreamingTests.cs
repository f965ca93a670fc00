using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Sidecar.Tests.Running;
using Status = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Sidecar.Tests.PubSub;

/// <summary>Contract 3, checks 18 to 30 and 49, by streaming subscription.</summary>
[Collection(nameof(RedisServer))]
public sealed class StreamingTests
{
    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Publish_Json_ArrivesAsACloudEvent_Check18(Broker broker)
    {
        await using var sidecar = await Brokers.StartAsync(broker);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "orders");

        await sidecar.Client(0).PublishAsync("orders", """{"b":2,"a":"<1>"}""");
        var received = await subscriber.NextAsync();

        Assert.Equal("""{"a":"\u003c1\u003e","b":2}""", received.Data.ToStringUtf8());
        Assert.Equal(
            ("publisher", "com.dapr.event.sent", "1.0", "application/json", "orders", "pubsub", "/"),
            (
                received.Source,
                received.Type,
                received.SpecVersion,
                received.DataContentType,
                received.Topic,
                received.PubsubName,
                received.Path
            )
        );
        Assert.True(Guid.TryParse(received.Id, out _));
        Assert.Superset(
            new HashSet<string> { "topic", "pubsubname", "time", "traceid", "traceparent", "tracestate" },
            received.Extensions.Fields.Keys.ToHashSet()
        );
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Publish_Overrides_AreUsed_Check19(Broker broker)
    {
        await using var sidecar = await Brokers.StartAsync(broker);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");

        await sidecar
            .Client(0)
            .PublishAsync(
                "t",
                "1",
                "application/json",
                ("cloudevent.id", "own"),
                ("CloudEvent.Type", "payment.made"),
                ("cloudevent.source", "s"),
                ("cloudevent.foo", "x")
            );
        var received = await subscriber.NextAsync();

        Assert.Equal(("own", "payment.made", "s"), (received.Id, received.Type, received.Source));
        Assert.DoesNotContain("foo", received.Extensions.Fields.Keys);
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Publish_OctetStream_ArrivesExactly_Check20(Broker broker)
    {
        await using var sidecar = await Brokers.StartAsync(broker);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");
        var bytes = ByteString.CopyFrom(0, 0xff, 0xfe, 1, 0x80);

        await Brokers.PublishAsync(sidecar.Client(0), "t", bytes, "application/octet-stream");

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
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");

        await sidecar.Client(0).PublishAsync("t", data, contentType);

        Assert.Equal(expected, (await subscriber.NextAsync()).Data.ToStringUtf8());
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Retry_WithoutPolicy_IsDeliveredOnceAndGone_Check22(Broker broker)
    {
        await using var sidecar = await Brokers.StartAsync(broker);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");

        await sidecar.Client(0).PublishAsync("t", "1");
        await subscriber.AnswerAsync(await subscriber.NextAsync(), Status.Retry);
        await sidecar.Client(0).PublishAsync("t", "2");

        Assert.Equal("2", (await subscriber.NextAsync()).Data.ToStringUtf8());
    }

    [Theory]
    [InlineData(Broker.Memory, Status.Retry)]
    [InlineData(Broker.Memory, Status.Drop)]
    [InlineData(Broker.Memory, (Status)77)]
    [InlineData(Broker.Redis, Status.Retry)]
    [InlineData(Broker.Redis, Status.Drop)]
    public async Task Failure_WithDeadLetterTopic_GoesThere_Checks22And24(Broker broker, Status status)
    {
        await using var sidecar = await Brokers.StartAsync(broker);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t", "dead");
        await using var undertaker = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "dead");

        await sidecar.Client(0).PublishAsync("t", "1");
        var failed = await subscriber.NextAsync();
        await subscriber.AnswerAsync(failed, status);
        var dead = await undertaker.NextAsync();

        Assert.Equal((failed.Id, "dead", "t"), (dead.Id, dead.Topic, dead.Extensions.Fields["topic"].StringValue));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Apps_EachGetACopyAndReplicasShare_Check26(Broker broker)
    {
        await using var sidecar = await Brokers.StartAsync(broker);
        await using var one = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");
        await using var replica = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");
        await using var other = await SubscriberUnderTest.OpenAsync(sidecar.Client(2), "t");
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

        for (var number = 0; number < 20; number++)
        {
            await sidecar.Client(0).PublishAsync("t", $"{number}");
        }

        HashSet<string> ofOther = [];
        HashSet<string> ofBoth = [];
        for (var number = 0; number < 20; number++)
        {
            var received = await other.NextAsync();
            ofOther.Add(received.Data.ToStringUtf8());
            await other.AnswerAsync(received);
            Assert.True(ofBoth.Add(await shared.Reader.ReadAsync()), "a message came to both replicas");
        }

        Assert.Equal((20, 20), (ofOther.Count, ofBoth.Count));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Stream_EndsUnanswered_MessageGoesToTheNext_Check49(Broker broker)
    {
        await using var sidecar = await Brokers.StartAsync(broker, Impatient(broker));
        string id;
        await using (var first = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t", "dead"))
        {
            await sidecar.Client(0).PublishAsync("t", "1");
            id = (await first.NextAsync()).Id;
        }

        await using var second = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t", "dead");

        Assert.Equal(id, (await second.NextAsync()).Id);
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Stream_OpenedAgain_GetsWhatWasPublishedMeanwhile(Broker broker)
    {
        await using var sidecar = await Brokers.StartAsync(broker, Impatient(broker));
        await using (var first = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t"))
        {
            await sidecar.Client(0).PublishAsync("t", "1");
            await first.AnswerAsync(await first.NextAsync());
        }

        await sidecar.Client(0).PublishAsync("t", "2");
        await using var second = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");
        var received = await second.NextAsync();
        if (received.Data.ToStringUtf8() == "1")
        {
            // The first stream went away before its answer was read: at least once.
            await second.AnswerAsync(received);
            received = await second.NextAsync();
        }

        Assert.Equal("2", received.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Stream_OneAtATime_InOrder_Section3_7()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");
        for (var number = 0; number < 50; number++)
        {
            await sidecar.Client(0).PublishAsync("t", $"{number}");
        }

        for (var number = 0; number < 50; number++)
        {
            var received = await subscriber.NextAsync();
            Assert.False(subscriber.HasMore);
            Assert.Equal($"{number}", received.Data.ToStringUtf8());
            await subscriber.AnswerAsync(received);
        }
    }

    [Fact]
    public async Task Stream_BadGreetings_AreUnknown_Check28()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);

        await GreetingFailsAsync(sidecar, StatusCode.Unknown, "initial request is required", new() { EventProcessed = new() { Id = "x" } });
        await GreetingFailsAsync(sidecar, StatusCode.Unknown, "pubsubName is required", new() { InitialRequest = new() { Topic = "t" } });
        await GreetingFailsAsync(
            sidecar,
            StatusCode.Unknown,
            "topic is required",
            new() { InitialRequest = new() { PubsubName = "pubsub" } }
        );
        await GreetingFailsAsync(
            sidecar,
            StatusCode.InvalidArgument,
            "pubsub nope is not found",
            new()
            {
                InitialRequest = new() { PubsubName = "nope", Topic = "t" },
            }
        );
    }

    [Fact]
    public async Task Stream_GreetedTwiceOrHalfClosed_EndsWithUnknown_Section3_8()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);
        await using var twice = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");
        await using var closed = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");

        await twice.GreetAgainAsync();
        await closed.HalfCloseAsync();

        Assert.Equal(
            ((StatusCode.Unknown, "duplicate initial request received"), (StatusCode.Unknown, "EOF")),
            (Told(await twice.Ended), Told(await closed.Ended))
        );
    }

    [Fact]
    public async Task Stream_SidecarStops_EndsWithUnknown_Section3_8()
    {
        await using var sidecar = await Brokers.StartAsync(Broker.Memory);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(sidecar.Client(1), "t");

        await sidecar.Host.StopAppAsync(1);

        Assert.Equal((StatusCode.Unknown, "stream closed"), Told(await subscriber.Ended));
    }

    [Theory, MemberData(nameof(Brokers.All), MemberType = typeof(Brokers))]
    public async Task Raw_BothSides_PassesTheBytesInANewEnvelope_Section3_2(Broker broker)
    {
        await using var sidecar = await Brokers.StartAsync(broker);
        await using var subscriber = await SubscriberUnderTest.OpenAsync(
            sidecar.Client(1),
            "t",
            deadLetterTopic: null,
            ("rawPayload", "true")
        );

        await sidecar.Client(0).PublishAsync("t", "raw bytes", "text/plain", ("rawPayload", "true"));
        var received = await subscriber.NextAsync();

        Assert.Equal(("raw bytes", "application/octet-stream"), (received.Data.ToStringUtf8(), received.DataContentType));
    }

    /// <summary>A message in hand of a subscriber that is going comes again soon, instead of after a minute.</summary>
    private static (string, string)[] Impatient(Broker broker) =>
        broker == Broker.Redis ? [("processingTimeout", "300ms"), ("redeliverInterval", "100")] : [];

    private static (StatusCode Code, string Text) Told(RpcException? exception) => (exception!.StatusCode, exception.Status.Detail);

    private static async Task GreetingFailsAsync(
        SidecarUnderTest sidecar,
        StatusCode code,
        string text,
        SubscribeTopicEventsRequestAlpha1 greeting
    )
    {
        using var call = sidecar.Client(1).SubscribeTopicEventsAlpha1();
        await call.RequestStream.WriteAsync(greeting);
        await Expect.FailureAsync(code, text, async () => await call.ResponseStream.MoveNext(CancellationToken.None));
    }
}
