using Google.Protobuf;
using Grpc.Core;

namespace Mesh.Dapr.Tests.Fixtures;

/// <summary>A call as the server saw it. <see cref="ServerCallContext"/> itself is gone when the call is over.</summary>
internal sealed record SeenCall(string Method, IMessage? Request, Metadata Headers, DateTime Deadline)
{
    public static SeenCall Of(ServerCallContext context, IMessage? request = null) =>
        new(context.Method, request, [.. context.RequestHeaders], context.Deadline);
}
