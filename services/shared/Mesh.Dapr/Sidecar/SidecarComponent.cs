namespace Mesh.Dapr.Sidecar;

/// <summary>A loaded component.</summary>
/// <param name="Name">The name that calls use.</param>
/// <param name="Type">For example <c>state.redis</c>.</param>
/// <param name="Version">For example <c>v1</c>.</param>
/// <param name="Capabilities">For example <c>ETAG</c>, <c>TRANSACTIONAL</c>, <c>ACTOR</c>.</param>
public sealed record SidecarComponent(string Name, string Type, string Version, IReadOnlyList<string> Capabilities);
