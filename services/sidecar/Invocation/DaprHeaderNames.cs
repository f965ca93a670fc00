namespace Mesh.Sidecar.Invocation;

/// <summary>The headers that sidecars read, add and remove (contract 6.2).</summary>
internal static class DaprHeaderNames
{
    public const string AppId = "dapr-app-id";
    public const string CalleeAppId = "dapr-callee-app-id";
    public const string CallerAppId = "dapr-caller-app-id";
    public const string ApiToken = "dapr-api-token";
    public const string ForceShutdown = "dapr-force-shutdown";
    public const string TraceParent = "traceparent";
    public const string TraceBinary = "grpc-trace-bin";
}
