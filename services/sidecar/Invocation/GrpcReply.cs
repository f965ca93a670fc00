using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Mesh.Sidecar.Invocation;

/// <summary>Ends a raw gRPC call with a status.</summary>
internal static class GrpcReply
{
    public const string ContentType = "application/grpc";

    /// <summary>Ends the call; what was sent before stays sent.</summary>
    /// <param name="context">The call.</param>
    /// <param name="code">The status.</param>
    /// <param name="message">What happened.</param>
    /// <param name="details">A serialized <c>google.rpc.Status</c>; null for none.</param>
    public static void End(HttpContext context, StatusCode code, string message, byte[]? details = null)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = ContentType;
        }

        context.Response.AppendTrailer("grpc-status", ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture));
        context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
        if (details is not null)
        {
            context.Response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details));
        }
    }

    /// <summary>How a call has ended, as its trailers say.</summary>
    public static StatusCode StatusOf(HttpContext context) =>
        context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers["grpc-status"] is [{ } text]
            && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var code)
            ? (StatusCode)code
            : StatusCode.Unknown;

    /// <summary>Ends the call with an error that was made for a served method.</summary>
    public static void End(HttpContext context, RpcException exception) =>
        End(context, exception.StatusCode, exception.Status.Detail, exception.Trailers.GetValueBytes("grpc-status-details-bin"));
}
