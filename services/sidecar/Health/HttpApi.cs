using System.Text;
using System.Text.Json;
using Mesh.Sidecar.Invocation;
using Mesh.Sidecar.Introspection;
using Microsoft.AspNetCore.Http;

namespace Mesh.Sidecar.Health;

/// <summary>The little of Dapr's HTTP API that is served: health, metadata and shutdown (contract 8.6). Everything else is gRPC.</summary>
internal sealed class HttpApi(string appId, AppReadiness readiness, MetadataApi metadata, string? apiToken, Action<bool> shutdown)
{
    private const string MetadataPrefix = "/v1.0/metadata/";

    /// <summary>Serves one request.</summary>
    public Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var isHealth = path is "/v1.0/healthz" or "/v1.0/healthz/outbound";
        if (!isHealth && apiToken is not null && context.Request.Headers[DaprHeaderNames.ApiToken] != apiToken)
        {
            return ErrorAsync(context, StatusCodes.Status401Unauthorized, "ERR_UNAUTHORIZED", "invalid api token");
        }

        return (context.Request.Method, path) switch
        {
            ("GET", "/v1.0/healthz") => HealthAsync(context),
            ("GET", "/v1.0/healthz/outbound") => NoContent(context),
            ("GET", "/v1.0/metadata") => JsonAsync(context, StatusCodes.Status200OK, MetadataJson.Of(metadata.Get())),
            ("PUT" or "POST", _) when path.StartsWith(MetadataPrefix, StringComparison.Ordinal) =>
                SetAsync(context, path[MetadataPrefix.Length..]),
            ("POST", "/v1.0/shutdown") => ShutdownAsync(context),
            _ => ErrorAsync(
                context,
                StatusCodes.Status501NotImplemented,
                "ERR_NOT_SERVED",
                $"{path} is not served by this development sidecar over HTTP: use gRPC, or start the app with `dapr run`"),
        };
    }

    private Task HealthAsync(HttpContext context)
    {
        var asked = context.Request.Query["appid"].FirstOrDefault();
        if (!string.IsNullOrEmpty(asked) && asked != appId)
        {
            return ErrorAsync(
                context, StatusCodes.Status500InternalServerError, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match");
        }

        return readiness.IsReady
            ? NoContent(context)
            : ErrorAsync(context, StatusCodes.Status500InternalServerError, "ERR_HEALTH_NOT_READY", "dapr is not ready: [app]");
    }

    private async Task SetAsync(HttpContext context, string key)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        metadata.Set(Uri.UnescapeDataString(key), await reader.ReadToEndAsync(context.RequestAborted));
        await NoContent(context);
    }

    private async Task ShutdownAsync(HttpContext context)
    {
        await NoContent(context);
        shutdown(string.Equals(context.Request.Headers[DaprHeaderNames.ForceShutdown], "true", StringComparison.OrdinalIgnoreCase));
    }

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task ErrorAsync(HttpContext context, int status, string code, string message) =>
        JsonAsync(context, status, JsonSerializer.Serialize(
            new Dictionary<string, string> { ["errorCode"] = code, ["message"] = message }));

    private static Task JsonAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
