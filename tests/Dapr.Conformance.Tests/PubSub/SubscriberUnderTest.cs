using System.Threading.Channels;
using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;
using Status = Dapr.Proto.Runtime.V1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace Mesh.Dapr.Conformance.Tests.PubSub;

/// <summary>A streaming subscription whose events the test reads and answers.</summary>
public sealed class SubscriberUnderTest : IAsyncDisposable
{
    private readonly AsyncDuplexStreamingCall<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1> _call;
    private readonly Channel<TopicEventRequest> _events = Channel.CreateUnbounded<TopicEventRequest>();
    private readonly Task<RpcException?> _reading;

    private SubscriberUnderTest(AsyncDuplexStreamingCall<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1> call)
    {
        _call = call;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Subscribes; the first message of the sidecar has to be initial_response.</summary>
    public static async Task<SubscriberUnderTest> OpenAsync(
        DaprClient client,
        string topic,
        string? deadLetterTopic = null,
        params (string Name, string Value)[] metadata
    ) => await OpenAsync(client, "pubsub", topic, deadLetterTopic, metadata);

    /// <summary>Subscribes to a topic of a component of another name.</summary>
    public static async Task<SubscriberUnderTest> OpenAsync(
        DaprClient client,
        string component,
        string topic,
        string? deadLetterTopic,
        (string Name, string Value)[] metadata
    )
    {
        var call = client.SubscribeTopicEventsAlpha1();
        var initial = new SubscribeTopicEventsRequestInitialAlpha1 { PubsubName = component, Topic = topic };
        if (deadLetterTopic is not null)
        {
            initial.DeadLetterTopic = deadLetterTopic;
        }

        foreach (var (name, value) in metadata)
        {
            initial.Metadata[name] = value;
        }

        await call.RequestStream.WriteAsync(new SubscribeTopicEventsRequestAlpha1 { InitialRequest = initial });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.NotNull(call.ResponseStream.Current.InitialResponse);
        return new SubscriberUnderTest(call);
    }

    /// <summary>The next event.</summary>
    public async Task<TopicEventRequest> NextAsync() => await _events.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));

    /// <summary>True when an event has arrived that was not read.</summary>
    public bool HasMore => _events.Reader.TryPeek(out _);

    public Task AnswerAsync(TopicEventRequest received, Status status = Status.Success) =>
        _call.RequestStream.WriteAsync(
            new SubscribeTopicEventsRequestAlpha1
            {
                EventProcessed = new SubscribeTopicEventsRequestProcessedAlpha1
                {
                    Id = received.Id,
                    Status = new TopicEventResponse { Status = status },
                },
            }
        );

    /// <summary>Sends a second greeting.</summary>
    public Task GreetAgainAsync() =>
        _call.RequestStream.WriteAsync(
            new SubscribeTopicEventsRequestAlpha1
            {
                InitialRequest = new SubscribeTopicEventsRequestInitialAlpha1 { PubsubName = "pubsub", Topic = "t" },
            }
        );

    /// <summary>Closes the sending side.</summary>
    public Task HalfCloseAsync() => _call.RequestStream.CompleteAsync();

    /// <summary>How the sidecar ended the stream.</summary>
    public Task<RpcException?> Ended => _reading;

    /// <summary>Goes away without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _reading;
    }

    private async Task<RpcException?> ReadAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
                _events.Writer.TryWrite(_call.ResponseStream.Current.EventMessage);
            }

            return null;
        }
        catch (RpcException exception)
        {
            return exception;
        }
    }
}
