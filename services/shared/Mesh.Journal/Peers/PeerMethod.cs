using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Mesh.Journal.Peers;

/// <summary>A method that replicas take to each other.</summary>
/// <param name="Route">Where its calls belong.</param>
/// <param name="Response">Reads its response message.</param>
/// <param name="CallAsync">Runs it here, through the interceptors, as if its client had called this replica.</param>
internal sealed record PeerMethod(
    PeerRoute Route,
    MessageParser Response,
    Func<ByteString, IReadOnlyList<Interceptor>, ServerCallContext, Task<ByteString>> CallAsync);
