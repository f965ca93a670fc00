using Google.Protobuf;
using Grpc.Core;
using Mesh.Host;
using Mesh.Journal.Peers;

namespace Mesh.Ledger.Service.Endpoints;

/// <summary>
/// One stream of transfers. Each message is a unary call of its own; what bounds the stream is that a message is read only when fewer than
/// <see cref="MessagesMax"/> are waiting for their answer to be taken.
/// </summary>
internal sealed class StreamTransfersCall(
    LedgerPartitions partitions,
    StreamedCalls calls,
    IAsyncStreamReader<V1.StreamTransfersRequest> requests,
    IServerStreamWriter<V1.StreamTransfersResponse> responses,
    ServerCallContext context)
{
    /// <summary>Messages read and not answered: enough to fill one record while another is stored, with 500 transfers each.</summary>
    public const int MessagesMax = 16;

    private const string Method = "/mesh.ledger.v1.LedgerService/CreateTransfers";
    private const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Runs until the client has ended the stream and has every answer, or the server stops.</summary>
    /// <param name="closing">Cancelled when the server begins to stop: nothing more is read then.</param>
    public async Task RunAsync(CancellationToken closing)
    {
        using var free = new SemaphoreSlim(MessagesMax);
        using var writing = new SemaphoreSlim(1);
        using var broken = new CancellationTokenSource();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(closing, broken.Token, context.CancellationToken);
        var running = new HashSet<Task>();
        try
        {
            await free.WaitAsync(reading.Token);
            while (await requests.MoveNext(reading.Token))
            {
                running.RemoveWhere(answered => answered.IsCompletedSuccessfully);
                running.Add(AnswerAsync(requests.Current, free, writing, broken));
                await free.WaitAsync(reading.Token);
            }
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested)
        {
            // Whichever it was: what was read is answered first.
        }

        await Task.WhenAll(running);
        context.CancellationToken.ThrowIfCancellationRequested();
        if (closing.IsCancellationRequested)
        {
            throw LedgerErrors.ServerStopping().AsException();
        }
    }

    private async Task AnswerAsync(
        V1.StreamTransfersRequest message, SemaphoreSlim free, SemaphoreSlim writing, CancellationTokenSource broken)
    {
        try
        {
            var answer = await AnswerToAsync(message);
            await writing.WaitAsync(context.CancellationToken);
            try
            {
                await responses.WriteAsync(answer, context.CancellationToken);
            }
            finally
            {
                writing.Release();
            }

            free.Release();
        }
        catch
        {
            // The stream cannot go on without this answer; RunAsync throws what it was.
            await broken.CancelAsync();
            throw;
        }
    }

    private async Task<V1.StreamTransfersResponse> AnswerToAsync(V1.StreamTransfersRequest message)
    {
        try
        {
            var created = await calls.CallAsync(
                Method,
                message.Create ?? new V1.CreateTransfersRequest(),
                context,
                HostLimits.DeadlineDefault,
                (request, call) => CreateTransfersCall.RunAsync(request, partitions, call.CancellationToken));
            return new V1.StreamTransfersResponse { Number = message.Number, Created = created };
        }
        catch (RpcException refused)
        {
            return new V1.StreamTransfersResponse { Number = message.Number, Refusal = ToWire(refused) };
        }
    }

    private static V1.StreamRefusal ToWire(RpcException refused) => new()
    {
        Code = (uint)refused.StatusCode,
        Message = refused.Status.Detail,
        Details = refused.Trailers.GetValueBytes(DetailsTrailer) is { } details
            ? UnsafeByteOperations.UnsafeWrap(details)
            : ByteString.Empty,
    };
}
