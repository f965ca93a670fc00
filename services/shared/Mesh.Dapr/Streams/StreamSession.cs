using Grpc.Core;

namespace Mesh.Dapr.Streams;

/// <summary>One open duplex stream: messages are written one at a time, by anybody.</summary>
internal sealed class StreamSession<TRequest, TResponse>(
    AsyncDuplexStreamingCall<TRequest, TResponse> call, CancellationTokenSource abort) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(initialCount: 1);
    private bool _isComplete;

    public IAsyncStreamReader<TResponse> Messages => call.ResponseStream;

    /// <summary>Cancelled when the stream is torn down.</summary>
    public CancellationToken Aborted { get; } = abort.Token;

    /// <summary>Sends the first message; failures are the caller's.</summary>
    public Task GreetAsync(TRequest greeting) => call.RequestStream.WriteAsync(greeting);

    /// <summary>Sends a message; false when the stream has ended, so that nobody will ever read it.</summary>
    public Task<bool> TryWriteAsync(TRequest message) => InTurnAsync(() => call.RequestStream.WriteAsync(message));

    /// <summary>Closes the send side after what has been written; the peer ends the stream.</summary>
    public Task CompleteAsync() => InTurnAsync(() =>
    {
        _isComplete = true;
        return call.RequestStream.CompleteAsync();
    });

    public void Abort() => abort.Cancel();

    public void Dispose() => call.Dispose();

    private async Task<bool> InTurnAsync(Func<Task> send)
    {
        await _writing.WaitAsync();
        try
        {
            if (_isComplete)
            {
                return false;
            }

            await send();
            return true;
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException
            or IOException)
        {
            // The stream has ended; its reader sees the same end with its cause, and reports it.
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }
}
