using Mesh.Sidecar.Locks;
using Mesh.Sidecar.PubSub;
using Mesh.Sidecar.Secrets;
using Mesh.Sidecar.State;

namespace Mesh.Sidecar.Components;

/// <summary>The components of one app's sidecar, by building block and name.</summary>
internal sealed class ComponentSet
{
    public Dictionary<string, StateComponent> StateStores { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, PubSubComponent> PubSubs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ISecretStore> SecretStores { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, LockComponent> LockStores { get; } = new(StringComparer.Ordinal);

    /// <summary>All of them, in load order.</summary>
    public List<LoadedComponent> Loaded { get; } = [];

    /// <summary>The store that actors keep their state in; null when none is marked so.</summary>
    public StateComponent? ActorStateStore => StateStores.Values.FirstOrDefault(store => store.IsActorStateStore);
}
