using Microsoft.AspNetCore.Http;

namespace Mesh.Host.Calls;

/// <summary>
/// Answers INTERNAL, as gRPC's status table asks, to a request message that is not protobuf or not gzip. The server library decodes the
/// single request of a call outside all interceptors and says UNKNOWN there. Everything inside goes through <see cref="ErrorInterceptor"/>,
/// which never says UNKNOWN, so that status has no other source.
/// </summary>
internal static class UnreadableRequest
{
    public const string Message = "The request message could not be read.";

    private const string UnknownStatus = "2";
    private const string InternalStatus = "13";

    public static void Correct(HttpResponse response)
    {
        if (!response.HasStarted && response.Headers["grpc-status"] == UnknownStatus)
        {
            response.Headers["grpc-status"] = InternalStatus;
            response.Headers["grpc-message"] = Message;
        }
    }
}
