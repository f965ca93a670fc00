namespace Mesh.Sidecar.Hosting;

/// <summary>One app and the ports of its sidecar. The same app id may appear more than once: each entry is a replica.</summary>
public sealed record SidecarApp
{
    /// <summary>The app's name, as other apps call it. Required, not empty.</summary>
    public required string AppId { get; init; }

    /// <summary>Where the app serves gRPC on 127.0.0.1, from 1 to 65535; null when it serves nothing.</summary>
    public int? AppPort { get; init; }

    /// <summary>Port of Dapr's gRPC API, from 0 to 65535; 0 takes a free one.</summary>
    public int DaprGrpcPort { get; init; }

    /// <summary>Port of Dapr's HTTP API (health and metadata only), from 0 to 65535; 0 takes a free one.</summary>
    public int DaprHttpPort { get; init; }

    /// <summary>Port of <c>/metrics</c>, from 0 to 65535; 0 takes a free one, null serves none.</summary>
    public int? MetricsPort { get; init; }
}
