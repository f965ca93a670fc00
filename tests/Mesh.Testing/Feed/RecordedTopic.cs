using System.Threading.Channels;
using Mesh.Dapr;
using Mesh.Dapr.Topics;

namespace Mesh.Testing.Feed;

/// <summary>A broker that keeps each call, and answers it when and how the test says.</summary>
public sealed class RecordedTopic : ITopicPublisher
{
    private readonly Channel<Call> calls = Channel.CreateUnbounded<Call>();

    public async Task<Call> NextAsync() => await calls.Reader.ReadAsync();

    public Task PublishAsync(string topic, TopicMessage message, CancellationToken cancellationToken) =>
        PublishManyAsync(topic, [message], cancellationToken);

    public Task PublishManyAsync(string topic, IReadOnlyList<TopicMessage> messages, CancellationToken cancellationToken)
    {
        var call = new Call(topic, [.. messages]);
        calls.Writer.TryWrite(call);
        return call.Task.WaitAsync(cancellationToken);
    }

    public sealed class Call(string topic, TopicMessage[] messages)
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Topic => topic;

        public TopicMessage[] Messages => messages;

        public string[] Ids => [.. messages.Select(message => message.Id)];

        public Task Task => done.Task;

        public void Succeed() => done.SetResult();

        public void Fail() => done.SetException(new TopicException(DaprFailure.Unreachable, "the broker is away"));
    }
}
