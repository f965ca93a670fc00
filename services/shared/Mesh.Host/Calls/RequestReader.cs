using Google.Protobuf;
using Grpc.Core;

namespace Mesh.Host.Calls;

/// <summary>
/// Reads a request stream and remembers the status with which the gRPC server refused one of its messages (too large, unreadable), so that
/// it can be told from a status that some peer answered an endpoint with, which is never passed on.
/// </summary>
internal sealed class RequestReader<T>(IAsyncStreamReader<T> requests) : IAsyncStreamReader<T>
{
    public RpcException? Failure { get; private set; }

    public T Current => requests.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken);
        }
        catch (RpcException failure)
        {
            Failure = failure;
            throw;
        }
        catch (Exception failure) when (failure is InvalidProtocolBufferException or InvalidDataException)
        {
            Failure = new RpcException(new Status(StatusCode.Internal, UnreadableRequest.Message));
            throw Failure;
        }
    }
}
