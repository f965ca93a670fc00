using System.Collections.Concurrent;
using System.Threading.Channels;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using DaprBase = Dapr.Proto.Runtime.V1.Dapr.DaprBase;

namespace Mesh.Dapr.Tests.Fixtures;

/// <summary>The Dapr service with its answers supplied by a test. What a test did not supply answers UNIMPLEMENTED.</summary>
internal sealed class ScriptedDapr : DaprBase
{
    private readonly ConcurrentDictionary<string, Func<IMessage, ServerCallContext, Task<IMessage>>> _answers = new();
    private readonly Channel<ScriptedStream<SubscribeActorEventsRequestAlpha1, SubscribeActorEventsResponseAlpha1>> _actorStreams =
        Channel.CreateUnbounded<ScriptedStream<SubscribeActorEventsRequestAlpha1, SubscribeActorEventsResponseAlpha1>>();

    private readonly Channel<ScriptedStream<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1>> _topicStreams =
        Channel.CreateUnbounded<ScriptedStream<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1>>();

    private readonly Channel<SeenCall> _arrivals = Channel.CreateUnbounded<SeenCall>();
    private int _openStreams;

    /// <summary>Every unary call so far.</summary>
    public ConcurrentQueue<SeenCall> Calls { get; } = [];

    /// <summary>The most streams that were ever open at once.</summary>
    public int OpenStreamsMax { get; private set; }

    public void Answer<TRequest>(Func<TRequest, IMessage> answer)
        where TRequest : IMessage =>
        _answers[typeof(TRequest).Name] = (request, _) => Task.FromResult(answer((TRequest)request));

    /// <summary>Never answers; ends when the caller has given up.</summary>
    public void Hang<TRequest>()
        where TRequest : IMessage =>
        _answers[typeof(TRequest).Name] = async (_, context) =>
        {
            var givenUp = new TaskCompletionSource();
            await using var registration = context.CancellationToken.Register(givenUp.SetResult);
            await givenUp.Task;
            throw new RpcException(new Status(StatusCode.Cancelled, "given up"));
        };

    public void Fail<TRequest>(StatusCode code, string detail)
        where TRequest : IMessage =>
        _answers[typeof(TRequest).Name] = (_, _) => throw new RpcException(new Status(code, detail));

    /// <summary>Waits for a unary call to arrive.</summary>
    public Task<SeenCall> NextCallAsync() => _arrivals.Reader.ReadAsync().AsTask().Within();

    public Task<ScriptedStream<SubscribeActorEventsRequestAlpha1, SubscribeActorEventsResponseAlpha1>> NextActorStreamAsync() =>
        _actorStreams.Reader.ReadAsync().AsTask().Within();

    public Task<ScriptedStream<SubscribeTopicEventsRequestAlpha1, SubscribeTopicEventsResponseAlpha1>> NextTopicStreamAsync() =>
        _topicStreams.Reader.ReadAsync().AsTask().Within();

    public override Task<GetStateResponse> GetState(GetStateRequest request, ServerCallContext context) =>
        ReplyAsync<GetStateResponse>(request, context);

    public override Task<GetBulkStateResponse> GetBulkState(GetBulkStateRequest request, ServerCallContext context) =>
        ReplyAsync<GetBulkStateResponse>(request, context);

    public override Task<Empty> SaveState(SaveStateRequest request, ServerCallContext context) => ReplyAsync<Empty>(request, context);

    public override Task<Empty> DeleteState(DeleteStateRequest request, ServerCallContext context) => ReplyAsync<Empty>(request, context);

    public override Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context) => ReplyAsync<Empty>(request, context);

    public override Task<BulkPublishResponse> BulkPublishEvent(BulkPublishRequest request, ServerCallContext context) =>
        ReplyAsync<BulkPublishResponse>(request, context);

    public override Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context) =>
        ReplyAsync<GetSecretResponse>(request, context);

    public override Task<TryLockResponse> TryLockAlpha1(TryLockRequest request, ServerCallContext context) =>
        ReplyAsync<TryLockResponse>(request, context);

    public override Task<UnlockResponse> UnlockAlpha1(UnlockRequest request, ServerCallContext context) =>
        ReplyAsync<UnlockResponse>(request, context);

    public override Task<InvokeActorResponse> InvokeActor(InvokeActorRequest request, ServerCallContext context) =>
        ReplyAsync<InvokeActorResponse>(request, context);

    public override Task<Empty> RegisterActorReminder(RegisterActorReminderRequest request, ServerCallContext context) =>
        ReplyAsync<Empty>(request, context);

    public override Task<Empty> UnregisterActorReminder(UnregisterActorReminderRequest request, ServerCallContext context) =>
        ReplyAsync<Empty>(request, context);

    public override Task<GetMetadataResponse> GetMetadata(GetMetadataRequest request, ServerCallContext context) =>
        ReplyAsync<GetMetadataResponse>(request, context);

    public override Task<Empty> Shutdown(ShutdownRequest request, ServerCallContext context) => ReplyAsync<Empty>(request, context);

    public override Task SubscribeActorEventsAlpha1(
        IAsyncStreamReader<SubscribeActorEventsRequestAlpha1> requestStream,
        IServerStreamWriter<SubscribeActorEventsResponseAlpha1> responseStream,
        ServerCallContext context) => ServeAsync(_actorStreams, requestStream, responseStream, context);

    public override Task SubscribeTopicEventsAlpha1(
        IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requestStream,
        IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responseStream,
        ServerCallContext context) => ServeAsync(_topicStreams, requestStream, responseStream, context);

    private async Task<TResponse> ReplyAsync<TResponse>(IMessage request, ServerCallContext context)
        where TResponse : class, IMessage
    {
        var call = SeenCall.Of(context, request);
        Calls.Enqueue(call);
        _arrivals.Writer.TryWrite(call);
        return _answers.TryGetValue(request.GetType().Name, out var answer)
            ? (TResponse)await answer(request, context)
            : throw new RpcException(new Status(StatusCode.Unimplemented, $"the test supplied no answer to {request.GetType().Name}"));
    }

    private async Task ServeAsync<TRequest, TResponse>(
        Channel<ScriptedStream<TRequest, TResponse>> opened,
        IAsyncStreamReader<TRequest> reader,
        IServerStreamWriter<TResponse> writer,
        ServerCallContext context)
        where TRequest : class
    {
        var stream = new ScriptedStream<TRequest, TResponse>(reader, writer, context);
        lock (_answers)
        {
            _openStreams++;
            OpenStreamsMax = Math.Max(OpenStreamsMax, _openStreams);
        }

        try
        {
            await opened.Writer.WriteAsync(stream);
            await stream.ServeAsync();
        }
        finally
        {
            lock (_answers)
            {
                _openStreams--;
            }
        }
    }
}
