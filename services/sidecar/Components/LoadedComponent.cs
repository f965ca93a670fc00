namespace Mesh.Sidecar.Components;

/// <summary>A component that is in use, as metadata lists it.</summary>
internal sealed record LoadedComponent(string Name, string Type, string Version, IReadOnlyList<string> Capabilities);
