using Microsoft.AspNetCore.Http;

namespace Mesh.Sidecar.Monitoring;

/// <summary>Marks connections to the metrics port, where nothing else is served: <c>/metrics</c> or <c>/</c>, as with daprd.</summary>
internal sealed class MetricsConnection
{
    public static readonly MetricsConnection Instance = new();

    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    private MetricsConnection()
    {
    }

    /// <summary>Serves one request.</summary>
    public static Task ServeAsync(HttpContext context, SidecarMetrics metrics)
    {
        if (context.Request.Path.Value is not ("/" or "/metrics"))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = TextFormat;
        return metrics.WriteAsync(context.Response.Body, context.RequestAborted);
    }
}
