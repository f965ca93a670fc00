namespace Mesh.Dapr.Conformance.Tests.Target;

/// <summary>Where the sidecar is that the suite runs against, as environment variables say it (README.md of this folder).</summary>
internal static class TargetEnvironment
{
    public const string GrpcName = "MESH_DAPR_GRPC";
    public const string HttpName = "MESH_DAPR_HTTP";
    public const string CallerName = "MESH_DAPR_CALLER_GRPC";
    public const string AppPortName = "MESH_DAPR_APP_PORT";
    public const string ComponentsName = "MESH_DAPR_COMPONENTS";

    /// <summary>host:port of the gRPC API; null: a local sidecar is started.</summary>
    public static string? Grpc => Read(GrpcName);

    /// <summary>host:port of the HTTP API; null: what needs it is skipped.</summary>
    public static string? Http => Read(HttpName);

    /// <summary>host:port of the gRPC API of a second sidecar, of another app-id; null: what needs it is skipped.</summary>
    public static string? Caller => Read(CallerName);

    /// <summary>Port on which the first sidecar looks for its app (gRPC); null: what needs an app is skipped.</summary>
    public static int? AppPort => Read(AppPortName) is { } port
        ? int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>Components as <c>name:type</c>, separated by commas; null without a sidecar of one's own.</summary>
    public static string? Components => Read(ComponentsName);

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
