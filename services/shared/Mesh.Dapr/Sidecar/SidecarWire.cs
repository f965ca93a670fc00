using Dapr.Proto.Runtime.V1;
using RuntimeStatus = Dapr.Proto.Runtime.V1.ActorRuntime.Types.ActorRuntimeStatus;

namespace Mesh.Dapr.Sidecar;

/// <summary>Wire to this room's words.</summary>
internal static class SidecarWire
{
    private const string PlacementConnected = "placement: connected";

    public static SidecarMetadata Metadata(GetMetadataResponse answer) => new(
        answer.Id,
        answer.RuntimeVersion,
        [.. answer.RegisteredComponents.Select(component =>
            new SidecarComponent(component.Name, component.Type, component.Version, [.. component.Capabilities]))],
        ActorStatus(answer.ActorRuntime),
        IsActorHostReady: answer.ActorRuntime?.HostReady ?? false,
        IsPlacementConnected: answer.ActorRuntime?.Placement == PlacementConnected);

    private static SidecarActorStatus ActorStatus(ActorRuntime? runtime) => runtime?.RuntimeStatus switch
    {
        RuntimeStatus.Running => SidecarActorStatus.Running,
        RuntimeStatus.Initializing => SidecarActorStatus.Initializing,
        _ => SidecarActorStatus.Disabled,
    };
}
