using System.Collections.Concurrent;
using System.Globalization;
using Dapr.Proto.Runtime.V1;
using Grpc.Core;
using Mesh.Sidecar.Faults;

namespace Mesh.Sidecar.Actors;

/// <summary>The stream over which one app hosts actors: callbacks go out with an id, answers come back with it, in any order.</summary>
internal sealed class ActorConnection(
    IServerStreamWriter<SubscribeActorEventsResponseAlpha1> stream, ActorTerms terms, ReplicaGates gates) : IDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SubscribeActorEventsRequestAlpha1>> _unanswered = new(
        StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(initialCount: 1);
    private readonly CancellationTokenSource _closed = new();
    private long _lastId;

    /// <summary>What the app announced.</summary>
    public ActorTerms Terms { get; } = terms;

    /// <summary>Cancelled when no call can be made any more.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Sends the first message of the stream. By then the types are registered, but no callback goes out before it.</summary>
    public async Task GreetAsync(Action register, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        await WhenOpenAsync(ending.Token);
        await _writing.WaitAsync(ending.Token);
        register();
        await SendAsync(new SubscribeActorEventsResponseAlpha1 { InitialResponse = new SubscribeActorEventsResponseInitialAlpha1() });
    }

    /// <summary>Makes a callback and waits for its answer.</summary>
    /// <param name="make">Makes the message, given its id.</param>
    /// <param name="cancellationToken">Gives up waiting; the app is not told.</param>
    /// <exception cref="RpcException">The stream ended first.</exception>
    public async Task<SubscribeActorEventsRequestAlpha1> CallAsync(
        Func<string, SubscribeActorEventsResponseAlpha1> make, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<SubscribeActorEventsRequestAlpha1>(TaskCreationOptions.RunContinuationsAsynchronously);
        _unanswered[id] = answer;
        try
        {
            // A stream that closes now finds the call among the unanswered, or the call finds the stream closed.
            await WriteAsync(make(id), cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (answer.Task.IsCompletedSuccessfully)
        {
            // The stream ended, or the caller left, right after the answer: it counts.
            return await answer.Task;
        }
        catch (Exception exception) when (_closed.IsCancellationRequested && exception is not RpcException)
        {
            throw ActorErrors.Cancelled();
        }
        finally
        {
            _unanswered.TryRemove(id, out _);
        }
    }

    /// <summary>Takes an answer; one that nobody waits for any more is dropped.</summary>
    public void Answer(SubscribeActorEventsRequestAlpha1 message)
    {
        var id = message.RequestTypeCase switch
        {
            SubscribeActorEventsRequestAlpha1.RequestTypeOneofCase.InvokeResponse => message.InvokeResponse.Id,
            SubscribeActorEventsRequestAlpha1.RequestTypeOneofCase.ReminderResponse => message.ReminderResponse.Id,
            SubscribeActorEventsRequestAlpha1.RequestTypeOneofCase.TimerResponse => message.TimerResponse.Id,
            SubscribeActorEventsRequestAlpha1.RequestTypeOneofCase.DeactivateResponse => message.DeactivateResponse.Id,
            SubscribeActorEventsRequestAlpha1.RequestTypeOneofCase.RequestFailed => message.RequestFailed.Id,
            _ => "",
        };
        if (_unanswered.TryGetValue(id, out var waiting))
        {
            waiting.TrySetResult(message);
        }
    }

    /// <summary>Ends every call in flight.</summary>
    public void Close()
    {
        // Not on this thread: what waits for the token would go on in here.
        _ = _closed.CancelAsync();
        foreach (var waiting in _unanswered.Values)
        {
            waiting.TrySetException(ActorErrors.Cancelled());
        }
    }

    /// <summary>Closes; writers that are late still find what they wait for, so nothing is freed before they are gone.</summary>
    public void Dispose() => Close();

    private async Task WriteAsync(SubscribeActorEventsResponseAlpha1 message, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        await WhenOpenAsync(ending.Token);
        await _writing.WaitAsync(ending.Token);

        // An app that takes nothing must not hold its callers: they leave, and the message waits on.
        await SendAsync(message).WaitAsync(ending.Token);
    }

    private async Task WhenOpenAsync(CancellationToken cancellationToken)
    {
        await gates.Sidecar.WhenOpenAsync(cancellationToken);
        await gates.Stream.WhenOpenAsync(cancellationToken);
    }

    /// <summary>Writes, and lets the next one write when it is done. The caller has waited for its turn.</summary>
    private async Task SendAsync(SubscribeActorEventsResponseAlpha1 message)
    {
        try
        {
            // Not cancelled with the caller: that would reset the stream in the middle of a message.
            await stream.WriteAsync(message, CancellationToken.None);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            throw ActorErrors.Cancelled();
        }
        finally
        {
            _writing.Release();
        }
    }
}
