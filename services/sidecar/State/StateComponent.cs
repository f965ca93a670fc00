namespace Mesh.Sidecar.State;

/// <summary>A state store under the name that an app uses.</summary>
/// <param name="Name">The component's name.</param>
/// <param name="Store">The store behind it.</param>
/// <param name="Keys">How its keys are stored.</param>
/// <param name="IsActorStateStore">True when actors keep their state in it.</param>
internal sealed record StateComponent(string Name, IStateStore Store, StateKeys Keys, bool IsActorStateStore);
