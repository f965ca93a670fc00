using System.Diagnostics;

namespace Mesh.Sidecar.Invocation;

/// <summary>The sidecar's own span of a proxied call, between the caller's and the callee's.</summary>
internal static class HopTrace
{
    /// <summary>Name of the source of spans.</summary>
    public const string SourceName = "Mesh.Sidecar";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span below the caller's; null when nobody listens, or the caller does not trace.</summary>
    /// <param name="traceParent">The caller's <c>traceparent</c>; of several the last.</param>
    /// <param name="method">Path of the method.</param>
    /// <param name="calleeAppId">Who is called.</param>
    public static Activity? Begin(string? traceParent, string method, string calleeAppId)
    {
        if (!Source.HasListeners() || !ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var caller))
        {
            return null;
        }

        var span = Source.StartActivity(method, ActivityKind.Server, caller);
        return span?.SetTag("rpc.system", "grpc").SetTag("rpc.method", method.TrimStart('/')).SetTag("dapr.callee_app_id", calleeAppId);
    }
}
