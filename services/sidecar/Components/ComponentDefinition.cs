namespace Mesh.Sidecar.Components;

/// <summary>A document of kind Component, as written.</summary>
/// <param name="Name">Its name, unique in one sidecar.</param>
/// <param name="Type">For example <c>state.sqlite</c>.</param>
/// <param name="Version">For example <c>v1</c>.</param>
/// <param name="Properties">Its <c>spec.metadata</c>.</param>
/// <param name="SecretStore">Where <c>secretKeyRef</c>s are looked up; null when none is named.</param>
/// <param name="Scopes">The apps that load it; empty means every app.</param>
/// <param name="IgnoreErrors">True when the sidecar shall start without it.</param>
/// <param name="Location">Where it is written.</param>
internal sealed record ComponentDefinition(
    string Name,
    string Type,
    string Version,
    IReadOnlyList<ComponentProperty> Properties,
    string? SecretStore,
    IReadOnlyList<string> Scopes,
    bool IgnoreErrors,
    ResourceLocation Location);
