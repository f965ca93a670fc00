using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Mesh.Host.Errors;

/// <summary>
/// Writes a <see cref="ServiceError"/> as the gRPC status and <c>grpc-status-details-bin</c> that every gRPC client library understands.
/// Trailers are bounded: the C-core libraries (Python, Ruby, C++) by default refuse a response whose metadata exceed 8 KiB, and would then
/// tell their caller RESOURCE_EXHAUSTED instead of what was wrong.
/// </summary>
internal static class ErrorStatus
{
    /// <summary>
    /// Most bytes of the binary details: 4 KiB are 5.4 KiB in base64, which leaves room for the message and other trailers.
    /// </summary>
    private const int DetailsBytesMax = 4_096;

    /// <summary>Room kept for the closing "and N more" violation.</summary>
    private const int RemainderBytes = 96;

    public static RpcException ToRpcException(ServiceError error, string hostDomain)
    {
        var status = new RpcStatus { Code = (int)error.Code, Message = ErrorText.Cut(error.Message, ErrorText.MessageCharactersMax) };
        status.Details.Add(Any.Pack(Info(error, hostDomain)));
        if (error.RetryAfter is { } wait)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }));
        }

        if (error.Violations.Count > 0)
        {
            status.Details.Add(Any.Pack(Violations(error.Violations, DetailsBytesMax - status.CalculateSize())));
        }

        return status.ToRpcException();
    }

    private static ErrorInfo Info(ServiceError error, string hostDomain)
    {
        var info = new ErrorInfo { Reason = error.Reason, Domain = error.Domain ?? hostDomain };
        foreach (var (key, value) in error.Metadata)
        {
            info.Metadata.Add(key, value);
        }

        return info;
    }

    /// <summary>Names as many violations as fit, in their order, and says how many more there are.</summary>
    private static BadRequest Violations(IReadOnlyList<FieldViolation> violations, int bytesMax)
    {
        var request = new BadRequest();
        var bytes = RemainderBytes;
        foreach (var violation in violations)
        {
            var next = new BadRequest.Types.FieldViolation
            {
                Field = violation.Field,
                Description = ErrorText.Cut(violation.Description, ErrorText.MetadataValueCharactersMax),
            };
            // Tag and length take at most four bytes at these sizes.
            bytes += next.CalculateSize() + 4;
            if (bytes > bytesMax)
            {
                var rest = violations.Count - request.FieldViolations.Count;
                request.FieldViolations.Add(new BadRequest.Types.FieldViolation { Description = $"and {rest} more violations" });
                break;
            }

            request.FieldViolations.Add(next);
        }

        return request;
    }
}
