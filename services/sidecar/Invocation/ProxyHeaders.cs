using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Mesh.Sidecar.Invocation;

/// <summary>The header rules of a proxied call (contract 6.2).</summary>
internal static class ProxyHeaders
{
    private const string ToApp = "application/grpc+proto";

    /// <summary>Makes the request to the app: the caller's headers without the sidecar's own, and the app's token.</summary>
    public static HttpRequestMessage Request(HttpRequest source, Uri uri, HttpContent body, string? appApiToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        foreach (var (name, values) in source.Headers)
        {
            if (IsOfCaller(name))
            {
                _ = values.Count == 1
                    ? request.Headers.TryAddWithoutValidation(name, values[0])
                    : request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        body.Headers.TryAddWithoutValidation(HeaderNames.ContentType, ToApp);
        if (appApiToken is not null)
        {
            request.Headers.TryAddWithoutValidation(DaprHeaderNames.ApiToken, appApiToken);
        }

        return request;
    }

    /// <summary>Appends, without replacing, what a hop between two sidecars adds.</summary>
    public static void AddHop(HttpRequestMessage request, string? traceParent, string callerAppId, string calleeAppId, bool addsTrace)
    {
        request.Headers.TryAddWithoutValidation(DaprHeaderNames.CallerAppId, callerAppId);
        request.Headers.TryAddWithoutValidation(DaprHeaderNames.CalleeAppId, calleeAppId);
        if (addsTrace)
        {
            var trace = TraceContext.Of(traceParent);
            request.Headers.TryAddWithoutValidation(DaprHeaderNames.TraceParent, trace.TraceParent);
            request.Headers.TryAddWithoutValidation(DaprHeaderNames.TraceBinary, trace.Binary);
        }
    }

    public static void CopyHeaders(HttpResponseMessage from, HttpResponse to)
    {
        to.ContentType = GrpcReply.ContentType;
        foreach (var (name, values) in from.Headers.NonValidated)
        {
            if (IsOfApp(name))
            {
                to.Headers.Append(name, ToValues(values));
            }
        }
    }

    /// <summary>An answer without a body has its status among the headers; the caller gets it as trailers either way.</summary>
    public static void CopyTrailers(HttpResponseMessage from, HttpResponse to)
    {
        if (!to.HasStarted)
        {
            to.ContentType = GrpcReply.ContentType;
        }

        var trailers = from.TrailingHeaders.NonValidated;
        if (trailers.Count > 0)
        {
            foreach (var (name, values) in trailers)
            {
                to.AppendTrailer(name, ToValues(values));
            }

            return;
        }

        foreach (var (name, values) in from.Headers.NonValidated)
        {
            if (IsOfApp(name))
            {
                to.AppendTrailer(name, ToValues(values));
            }
        }
    }

    private static bool IsOfCaller(string name) => name.Length switch
    {
        4 => !name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase),
        11 => !name.Equals(DaprHeaderNames.AppId, StringComparison.OrdinalIgnoreCase),
        12 => !name.Equals(HeaderNames.ContentType, StringComparison.OrdinalIgnoreCase),
        14 => !name.Equals(DaprHeaderNames.ApiToken, StringComparison.OrdinalIgnoreCase)
            && !name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase),
        _ => name[0] != ':',
    };

    private static bool IsOfApp(string name) =>
        !name.Equals(HeaderNames.Date, StringComparison.OrdinalIgnoreCase)
        && !name.Equals(HeaderNames.Server, StringComparison.OrdinalIgnoreCase)
        && !name.Equals(HeaderNames.TransferEncoding, StringComparison.OrdinalIgnoreCase);

    private static Microsoft.Extensions.Primitives.StringValues ToValues(System.Net.Http.Headers.HeaderStringValues values) =>
        values.Count == 1 ? values.ToString() : new Microsoft.Extensions.Primitives.StringValues([.. values]);
}
