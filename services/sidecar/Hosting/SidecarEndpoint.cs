namespace Mesh.Sidecar.Hosting;

/// <summary>Where the sidecar of one app listens.</summary>
/// <param name="AppId">The app.</param>
/// <param name="Grpc">Dapr's gRPC API, plain HTTP/2 on loopback.</param>
/// <param name="Http">Dapr's HTTP API: health and metadata only.</param>
/// <param name="Metrics">Prometheus' endpoint; null when it is not served.</param>
public sealed record SidecarEndpoint(string AppId, Uri Grpc, Uri Http, Uri? Metrics);
