namespace Mesh.Dapr.Sidecar;

/// <summary>What a sidecar says about itself.</summary>
/// <param name="AppId">The app-id it runs for.</param>
/// <param name="RuntimeVersion">Its version.</param>
/// <param name="Components">The loaded components, in no particular order. One that failed to load is missing here and nowhere
/// reported.</param>
/// <param name="ActorStatus">Whether the app's actor stream is registered.</param>
/// <param name="IsActorHostReady">True when an actor stream is registered and placement is connected.</param>
/// <param name="IsPlacementConnected">False while placement is away: every actor call then hangs until its deadline.</param>
public sealed record SidecarMetadata(
    string AppId,
    string RuntimeVersion,
    IReadOnlyList<SidecarComponent> Components,
    SidecarActorStatus ActorStatus,
    bool IsActorHostReady,
    bool IsPlacementConnected);
