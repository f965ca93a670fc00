using Grpc.Core;
using Mesh.Dapr.Connection;
using Microsoft.Extensions.Logging;

namespace Mesh.Dapr.Streams;

/// <summary>
/// Keeps one duplex stream to the sidecar open, opens it again after a loss (never before the old one has ended: the sidecar withdraws what
/// a stream registered when that ends, by name), runs the work for each message beside the reader, and stops in order.
/// </summary>
internal sealed class LastingStream<TRequest, TResponse>(
    IStreamProtocol<TRequest, TResponse> protocol,
    Func<CallOptions, AsyncDuplexStreamingCall<TRequest, TResponse>> open,
    DaprConnection connection,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
    where TRequest : class
{
    /// <summary>
    /// Above so many unfinished calls new ones are refused: a bound against running out of memory, far above what a sidecar sends.
    /// </summary>
    private const int RunningCallsMax = 10_000;

    private const long NeverAnswered = long.MinValue;

    private static readonly TimeSpan LossNoticeLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly RunningCalls _running = new(RunningCallsMax);
    private readonly ReconnectDelay _delay = new(Random.Shared);
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Neither has a timer or a parent, so there is nothing to dispose of, and work that ignores its token may still hold it.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _tornDown = new();

    private StreamSession<TRequest, TResponse>? _session;
    private bool _isSessionAccepted;
    private long _acceptedAt;
    private long _answeredAt = NeverAnswered;
    private Task _loop = Task.CompletedTask;
    private Task? _stop;

    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Waits for the first acceptance; a stop before it cancels the wait.</summary>
    public Task WaitUntilAcceptedAsync(CancellationToken cancellationToken) => _accepted.Task.WaitAsync(cancellationToken);

    /// <summary>Ends the present stream, if it is accepted, and opens the next.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            if (_isSessionAccepted && !_stopping.IsCancellationRequested && _session is { } session)
            {
                _ = Task.Run(() => LeaveAsync(session));
            }
        }
    }

    /// <summary>
    /// Lets the sidecar end a stream. A stream that we break off ends here at once and there a little later, after the next has been
    /// opened, and takes with it what that one registered.
    /// </summary>
    private async Task LeaveAsync(StreamSession<TRequest, TResponse> session)
    {
        await session.CompleteAsync();
        await Task.Delay(connection.Options.StreamCloseTimeLimit, time, _tornDown.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (_session == session)
            {
                session.Abort();
            }
        }
    }

    /// <summary>Stops in order; a cancelled token tears down what is left. The task ends when the stream has.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var impatience = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _tornDown);
        await StopOnceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _tornDown.CancelAsync();
        await StopOnceAsync();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var cause = await RunSessionAsync();
            if (_stopping.IsCancellationRequested)
            {
                break;
            }

            var delay = _delay.Next(_isSessionAccepted ? time.GetElapsedTime(_acceptedAt) : TimeSpan.Zero);
            await ReportEndAsync(cause, delay);
            await Task.Delay(delay, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Opens a stream and serves it to its end. Whatever ends it is reported, and the next is opened.</summary>
    /// <returns>Why it ended; null when the sidecar ended it without an error.</returns>
    private async Task<Exception?> RunSessionAsync()
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(_tornDown.Token);
        try
        {
            using var session = new StreamSession<TRequest, TResponse>(open(connection.Unlimited(abort.Token)), abort);
            if (Begin(session) && await IsAcceptedAsync(session))
            {
                await ReadAsync(session);
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            End();
        }
    }

    private bool Begin(StreamSession<TRequest, TResponse> session)
    {
        lock (_gate)
        {
            _session = session;
            _isSessionAccepted = false;
            return !_stopping.IsCancellationRequested;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _session = null;
        }
    }

    private async Task<bool> IsAcceptedAsync(StreamSession<TRequest, TResponse> session)
    {
        await session.GreetAsync(protocol.Greeting);
        using var limit = new CancellationTokenSource(connection.Options.StreamOpenTimeLimit, time);
        if (!await session.Messages.MoveNext(limit.Token))
        {
            return false;
        }

        if (!protocol.IsAcceptance(session.Messages.Current))
        {
            throw new InvalidOperationException($"{protocol.Name}: the sidecar's first message is not its answer to the greeting.");
        }

        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                return false;
            }

            _isSessionAccepted = true;
            _acceptedAt = time.GetTimestamp();
        }

        Log.StreamAccepted(logger, protocol.Name);
        protocol.Accepted();
        _accepted.TrySetResult();
        return true;
    }

    private async Task ReadAsync(StreamSession<TRequest, TResponse> session)
    {
        // Aborting cancels the call itself, and with it the read.
        while (await session.Messages.MoveNext(CancellationToken.None))
        {
            var message = session.Messages.Current;
            if (_running.TryEnter())
            {
                var work = protocol.Receive(message);
                _ = Task.Run(() => AnswerAsync(session, work), CancellationToken.None);
            }
            else if (protocol.Refuse(message) is { } refusal)
            {
                _ = Task.Run(() => session.TryWriteAsync(refusal), CancellationToken.None);
            }
        }
    }

    private async Task AnswerAsync(StreamSession<TRequest, TResponse> session, Func<CancellationToken, Task<TRequest?>> work)
    {
        try
        {
            if (await work(_tornDown.Token) is { } answer)
            {
                await SendAsync(session, answer);
            }
        }
        catch (Exception exception)
        {
            Log.MessageFailed(logger, protocol.Name, exception);
        }
        finally
        {
            _running.Leave();
        }
    }

    private async Task SendAsync(StreamSession<TRequest, TResponse> session, TRequest answer)
    {
        if (await session.TryWriteAsync(answer))
        {
            Volatile.Write(ref _answeredAt, time.GetTimestamp());
        }
        else
        {
            Log.AnswerDropped(logger, protocol.Name);
        }
    }

    private async Task ReportEndAsync(Exception? cause, TimeSpan delay)
    {
        if (!_isSessionAccepted)
        {
            Log.StreamRefused(logger, protocol.Name, delay, cause);
            return;
        }

        Log.StreamLost(logger, protocol.Name, cause);
        await InformAsync(token => protocol.LostAsync(cause, token));
    }

    /// <summary>Tells the protocol, within a limit: what it does then is not in our hands.</summary>
    private async Task InformAsync(Func<CancellationToken, Task> inform)
    {
        using var limit = new CancellationTokenSource(LossNoticeLimit, time);
        using var informing = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _tornDown.Token);
        try
        {
            await inform(informing.Token).WaitAsync(informing.Token);
        }
        catch (Exception exception)
        {
            Log.MessageFailed(logger, protocol.Name, exception);
        }
    }

    /// <summary>From here on nothing new is taken: that much has happened when the method returns.</summary>
    private Task StopOnceAsync()
    {
        lock (_gate)
        {
            return _stop ??= BeginStop();
        }
    }

    private Task BeginStop()
    {
        _stopping.Cancel();
        _accepted.TrySetCanceled(_stopping.Token);
        var finished = _running.CloseAsync();
        if (!_isSessionAccepted)
        {
            _session?.Abort();
        }

        return Task.Run(() => StopInOrderAsync(finished));
    }

    /// <summary>Let what runs finish and answer; close the send side; wait for the end.</summary>
    private async Task StopInOrderAsync(Task finished)
    {
        await finished.WaitAsync(_tornDown.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_tornDown.IsCancellationRequested)
        {
            Log.StreamTornDown(logger, protocol.Name, _running.Count);
        }

        await CloseSessionAsync();
        await _loop;
        await InformAsync(protocol.StoppedAsync);
        Log.StreamStopped(logger, protocol.Name);
    }

    private async Task CloseSessionAsync()
    {
        StreamSession<TRequest, TResponse>? session;
        lock (_gate)
        {
            session = _session;
        }

        if (session is not null)
        {
            await SettleAsync();
            await session.CompleteAsync();
            await _loop.WaitAsync(connection.Options.StreamCloseTimeLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (_loop.IsCompleted ? Task.CompletedTask : _tornDown.CancelAsync());
        }
    }

    /// <summary>
    /// Gives the sidecar time to take up the last answer. It handles an answer and the end of the stream in parts that do not wait for each
    /// other, and the end fails every call whose caller has not been told yet, although its answer is there.
    /// </summary>
    private async Task SettleAsync()
    {
        if (Volatile.Read(ref _answeredAt) is not NeverAnswered and var answeredAt)
        {
            var left = connection.Options.StreamSettleTime - time.GetElapsedTime(answeredAt);
            var wait = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            await Task.Delay(wait, time, _tornDown.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
