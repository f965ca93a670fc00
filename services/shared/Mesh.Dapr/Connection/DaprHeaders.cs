namespace Mesh.Dapr.Connection;

/// <summary>The names of Dapr's gRPC metadata.</summary>
internal static class DaprHeaders
{
    public const string ApiToken = "dapr-api-token";
    public const string AppId = "dapr-app-id";
    public const string TraceParent = "traceparent";
}
