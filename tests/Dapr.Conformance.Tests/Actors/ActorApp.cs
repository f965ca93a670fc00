using System.Threading.Channels;
using Dapr.Proto.Runtime.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using DaprClient = Dapr.Proto.Runtime.V1.Dapr.DaprClient;

namespace Mesh.Dapr.Conformance.Tests.Actors;

/// <summary>An app that hosts actors over the stream and answers when the test says so.</summary>
public sealed class ActorApp : IAsyncDisposable
{
    private readonly AsyncDuplexStreamingCall<SubscribeActorEventsRequestAlpha1, SubscribeActorEventsResponseAlpha1> _call;
    private readonly SemaphoreSlim _writing = new(initialCount: 1);
    private readonly Channel<SubscribeActorEventsResponseAlpha1> _received = Channel.CreateUnbounded<SubscribeActorEventsResponseAlpha1>();
    private readonly Task _reading;

    private ActorApp(AsyncDuplexStreamingCall<SubscribeActorEventsRequestAlpha1, SubscribeActorEventsResponseAlpha1> call)
    {
        _call = call;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Opens the stream and waits for its acceptance.</summary>
    public static async Task<ActorApp> HostAsync(DaprClient client, TimeSpan? idle = null, params string[] types)
    {
        var initial = new SubscribeActorEventsRequestInitialAlpha1 { Entities = { types } };
        if (idle is { } timeout)
        {
            initial.ActorIdleTimeout = Duration.FromTimeSpan(timeout);
        }

        return await HostAsync(client, initial);
    }

    /// <summary>The same with a first message of the test's own.</summary>
    public static async Task<ActorApp> HostAsync(DaprClient client, SubscribeActorEventsRequestInitialAlpha1 initial)
    {
        var call = client.SubscribeActorEventsAlpha1();
        await call.RequestStream.WriteAsync(new SubscribeActorEventsRequestAlpha1 { InitialRequest = initial });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.NotNull(call.ResponseStream.Current.InitialResponse);
        var app = new ActorApp(call);
        await app.RegisteredAsync(client);
        return app;
    }

    /// <summary>The next callback.</summary>
    public async Task<SubscribeActorEventsResponseAlpha1> NextAsync() =>
        await _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>The next callback, which has to be a call.</summary>
    public async Task<SubscribeActorEventsResponseInvokeRequestAlpha1> NextCallAsync() =>
        (await NextAsync()).InvokeRequest ?? throw new Xunit.Sdk.XunitException("expected an invoke_request");

    /// <summary>Waits until the sidecar has ended the stream.</summary>
    public Task EndedAsync() => _reading.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>True when a callback has arrived that was not read.</summary>
    public bool HasMore => _received.Reader.TryPeek(out _);

    public Task AnswerAsync(string id, string data, bool isError = false) =>
        SendAsync(
            new SubscribeActorEventsRequestAlpha1
            {
                InvokeResponse = new SubscribeActorEventsRequestInvokeResponseAlpha1
                {
                    Id = id,
                    Data = ByteString.CopyFromUtf8(data),
                    Error = isError,
                },
            }
        );

    public Task RemindedAsync(string id) =>
        SendAsync(
            new SubscribeActorEventsRequestAlpha1 { ReminderResponse = new SubscribeActorEventsRequestReminderResponseAlpha1 { Id = id } }
        );

    public Task TimerDoneAsync(string id) =>
        SendAsync(
            new SubscribeActorEventsRequestAlpha1 { TimerResponse = new SubscribeActorEventsRequestReminderResponseAlpha1 { Id = id } }
        );

    public Task DeactivatedAsync(string id) =>
        SendAsync(
            new SubscribeActorEventsRequestAlpha1
            {
                DeactivateResponse = new SubscribeActorEventsRequestDeactivateResponseAlpha1 { Id = id },
            }
        );

    public Task FailAsync(string id, StatusCode code, string message) =>
        SendAsync(
            new SubscribeActorEventsRequestAlpha1
            {
                RequestFailed = new SubscribeActorEventsRequestFailedAlpha1
                {
                    Id = id,
                    Code = (uint)code,
                    Message = message,
                },
            }
        );

    /// <summary>Every callback, until the stream ends.</summary>
    public IAsyncEnumerable<SubscribeActorEventsResponseAlpha1> AllAsync() => _received.Reader.ReadAllAsync();

    /// <summary>Answers every call with the text of a function, until the stream ends.</summary>
    public Task ServeAsync(Func<SubscribeActorEventsResponseInvokeRequestAlpha1, string> answer) =>
        Task.Run(async () =>
        {
            await foreach (var message in _received.Reader.ReadAllAsync())
            {
                if (message.InvokeRequest is { } call)
                {
                    await AnswerAsync(call.Id, answer(call));
                }
                else if (message.DeactivateRequest is { } deactivate)
                {
                    await DeactivatedAsync(deactivate.Id);
                }
            }
        });

    /// <summary>Closes the stream and waits until the sidecar has ended it.</summary>
    public async ValueTask DisposeAsync()
    {
        // An answer that is on its way goes first: a stream cannot be completed in the middle of a message.
        await _writing.WaitAsync();
        await _call.RequestStream.CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _writing.Release();
        await _reading;
        _call.Dispose();
        _writing.Dispose();
    }

    /// <summary>The types are callable shortly after the acceptance.</summary>
    private async Task RegisteredAsync(DaprClient client)
    {
        while (
            (await client.GetMetadataAsync(new GetMetadataRequest())).ActorRuntime.RuntimeStatus
                != ActorRuntime.Types.ActorRuntimeStatus.Running
            && !_reading.IsCompleted
        )
        {
            await Task.Yield();
        }
    }

    private async Task SendAsync(SubscribeActorEventsRequestAlpha1 message)
    {
        await _writing.WaitAsync();
        try
        {
            await _call.RequestStream.WriteAsync(message);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
                _received.Writer.TryWrite(_call.ResponseStream.Current);
            }

            _received.Writer.Complete();
        }
        catch (RpcException)
        {
            _received.Writer.Complete();
        }
    }
}
