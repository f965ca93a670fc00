using Grpc.Core;

namespace Mesh.Dapr.Tests.Fixtures;

/// <summary>The sidecar's end of one duplex stream, played by a test.</summary>
internal sealed class ScriptedStream<TRequest, TResponse>(
    IAsyncStreamReader<TRequest> reader, IServerStreamWriter<TResponse> writer, ServerCallContext context)
    where TRequest : class
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The metadata that the app opened the stream with.</summary>
    public Metadata Headers => context.RequestHeaders;

    /// <summary>Cancelled when the app tears the stream down.</summary>
    public CancellationToken Aborted => context.CancellationToken;

    /// <summary>Ends with the handler: when the test has ended the stream or the app has torn it down.</summary>
    public Task Ended => _end.Task;

    /// <summary>The app's next message; null when it has closed its send side.</summary>
    public async Task<TRequest?> ReceiveAsync() => await reader.MoveNext(CancellationToken.None).Within() ? reader.Current : null;

    public Task SendAsync(TResponse message) => writer.WriteAsync(message).Within();

    /// <summary>Ends the stream as a sidecar does that has nothing more to say.</summary>
    public void End() => _end.TrySetResult();

    /// <summary>Ends the stream with an error.</summary>
    public void Fail(StatusCode code, string detail) => _end.TrySetException(new RpcException(new Status(code, detail)));

    internal async Task ServeAsync()
    {
        await using var torn = context.CancellationToken.Register(End);
        await _end.Task;
    }
}
