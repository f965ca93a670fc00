using Mesh.Sidecar.Components;

namespace Mesh.Sidecar.Hosting;

/// <summary>What a run's files say.</summary>
/// <param name="Documents">The documents of its resources folders.</param>
/// <param name="Configuration">Its configuration.</param>
internal sealed record SidecarResources(IReadOnlyList<ResourceDocument> Documents, SidecarConfiguration Configuration);
