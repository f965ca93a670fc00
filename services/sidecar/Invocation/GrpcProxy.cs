using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Mesh.Sidecar.Components;
using Mesh.Sidecar.Monitoring;
using Mesh.Sidecar.Resiliency;
using Microsoft.AspNetCore.Http;

namespace Mesh.Sidecar.Invocation;

/// <summary>
/// Passes calls of services that are not the sidecar's own to the app that their metadata names (contract 6). Messages are opaque: bytes go
/// by as they come, in both directions at once. The callee's sidecar is in this process, so both hops are made here.
/// </summary>
internal sealed class GrpcProxy(
    string appId,
    AppDirectory directory,
    SidecarConfiguration configuration,
    IReadOnlyDictionary<string, TimeSpan> timeouts,
    SidecarMetrics metrics,
    int messageSizeMax,
    TimeProvider time)
{
    // Enough for the usual message; larger ones come in pieces.
    private const int PieceLength = 16 * 1024;

    // A slow caller must not make us hold a fast callee's whole stream.
    private const int UnflushedMax = 64 * 1024;

    /// <summary>Method paths are few; a bound, because callers choose them.</summary>
    private const int UriCountMax = 4096;

    private readonly ConcurrentDictionary<(string Address, string Path), Uri> _uris = new();

    /// <summary>Serves one call.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        if (!TryFindTarget(context, out var callee))
        {
            return;
        }

        var started = metrics.Now();
        var isHop = callee.AppId != appId;
        if (isHop)
        {
            metrics.InvocationSent(callee.AppId);
        }

        await ForwardAsync(context, callee);
        var status = GrpcReply.StatusOf(context);
        metrics.Served(context.Request.Path.Value!, status, started);
        if (isHop)
        {
            metrics.InvocationAnswered(callee.AppId, status, started);
        }
    }

    private async Task ForwardAsync(HttpContext context, AppReplica callee)
    {
        if (callee.AppId != appId && configuration.DeniesCalls)
        {
            // Without mTLS a caller has no identity, so no policy by app-id can match (contract 6.6).
            GrpcReply.End(context, StatusCode.PermissionDenied,
                $"access control policy has denied access to id:  operation: {context.Request.Path} verb: NONE");
            return;
        }

        var channel = callee.Channel!;
        using var body = new ForwardedBody(context.Request.BodyReader, messageSizeMax);
        using var request = ProxyHeaders.Request(
            context.Request, Uri(channel, context.Request.Path.Value!), body, channel.AppApiToken);
        using var span = callee.AppId != appId && configuration.AddsTrace
            ? HopTrace.Begin(context.Request.Headers.TraceParent.LastOrDefault(), context.Request.Path.Value!, callee.AppId)
            : null;
        if (callee.AppId != appId)
        {
            ProxyHeaders.AddHop(request, span?.Id ?? context.Request.Headers.TraceParent, appId, callee.AppId, configuration.AddsTrace);
        }

        using var limit = new TryLimit(
            timeouts.TryGetValue(callee.AppId, out var timeout) ? timeout : null, time, context.RequestAborted);
        try
        {
            await callee.Sidecar.WhenOpenAsync(limit.Token);
            using var response = await channel.Http.SendAsync(request, limit.Token);
            await AnswerAsync(context, response, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsReached)
        {
            GrpcReply.End(context, StatusCode.DeadlineExceeded, "context deadline exceeded");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; the callee has been told by the reset of its stream.
        }
        catch (OperationCanceledException)
        {
            // Nobody gave up: the app did not take the connection in time.
            GrpcReply.End(context, StatusCode.Unavailable, $"connection error: dial tcp {channel.Address}: i/o timeout");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            Fail(context, exception, body.TooLarge);
        }
    }

    private bool TryFindTarget(HttpContext context, out AppReplica found)
    {
        var headers = context.Request.Headers;
        var target = headers[DaprHeaderNames.CalleeAppId] is { Count: > 0 } callee
            ? callee[0]
            : headers[DaprHeaderNames.AppId].FirstOrDefault();
        found = null!;
        if (string.IsNullOrEmpty(target))
        {
            GrpcReply.End(context, StatusCode.Unknown, configuration.AddsTrace
                ? "cannot proxy request: missing dapr-callee-app-id or dapr-app-id metadata"
                : "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found");
            return false;
        }

        if (directory.Find(target) is not { } replica)
        {
            GrpcReply.End(context, StatusCode.Unknown, "no host found with the given ID");
            return false;
        }

        if (replica.Channel is null)
        {
            GrpcReply.End(context, StatusCode.Unavailable,
                $"app {replica.AppId} has no port: connection error: dial tcp 127.0.0.1:0: connection refused");
            return false;
        }

        found = replica;
        return true;
    }

    private Uri Uri(AppChannel channel, string path)
    {
        if (_uris.TryGetValue((channel.Address, path), out var known))
        {
            return known;
        }

        var uri = new Uri(channel.Address + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        if (_uris.Count < UriCountMax)
        {
            _uris.TryAdd((channel.Address, path), uri);
        }

        return uri;
    }

    private async Task AnswerAsync(HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            GrpcReply.End(context, StatusOf(response.StatusCode), $"the app answered HTTP {(int)response.StatusCode}");
            return;
        }

        if (await CopyAsync(context, response, cancellationToken) is { } tooLarge)
        {
            GrpcReply.End(context, StatusCode.ResourceExhausted, TooLarge(tooLarge));
            return;
        }

        ProxyHeaders.CopyTrailers(response, context.Response);
    }

    /// <summary>
    /// Copies the messages. Headers go out with the first of them: an answer without a message is an error, and its headers are dropped, as
    /// daprd does.
    /// </summary>
    /// <returns>The size of a message that is too large; null when all went by.</returns>
    private async Task<uint?> CopyAsync(HttpContext context, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var meter = new MessageMeter(messageSizeMax);
        var writer = context.Response.BodyWriter;
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        var unflushed = 0;
        var isReading = false;
        try
        {
            while (true)
            {
                isReading = true;
                var reading = stream.ReadAsync(piece, cancellationToken);
                if (unflushed > 0 && (!reading.IsCompleted || unflushed > UnflushedMax))
                {
                    // Only while nothing more is there: the last message goes out together with the trailers.
                    await writer.FlushAsync(cancellationToken);
                    unflushed = 0;
                }

                var length = await reading;
                isReading = false;
                if (length == 0)
                {
                    return null;
                }

                if (meter.Pass(piece.AsSpan(0, length)) is { } tooLarge)
                {
                    return tooLarge;
                }

                if (unflushed == 0 && !context.Response.HasStarted)
                {
                    ProxyHeaders.CopyHeaders(response, context.Response);
                }

                writer.Write(piece.AsSpan(0, length));
                unflushed += length;
            }
        }
        finally
        {
            // A read that was left at work may still write into it.
            if (!isReading)
            {
                ArrayPool<byte>.Shared.Return(piece);
            }
        }
    }

    private void Fail(HttpContext context, Exception exception, uint? tooLarge)
    {
        if (tooLarge is { } size)
        {
            GrpcReply.End(context, StatusCode.ResourceExhausted, TooLarge(size));
            return;
        }

        var protocol = exception as HttpProtocolException ?? exception.InnerException as HttpProtocolException;
        var (code, message) = protocol?.ErrorCode switch
        {
            // RFC 9113, 7: CANCEL.
            8 => (StatusCode.Cancelled, "stream terminated by RST_STREAM with error code: CANCEL"),
            _ when exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
                (StatusCode.Unavailable, $"connection error: {exception.Message}"),
            _ => (StatusCode.Unavailable, "error reading from server: EOF"),
        };
        GrpcReply.End(context, code, message);
    }

    private string TooLarge(uint size) => $"grpc: received message larger than max ({size} vs. {messageSizeMax})";

    /// <summary>The table of gRPC's document on HTTP mapping.</summary>
    private static StatusCode StatusOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
