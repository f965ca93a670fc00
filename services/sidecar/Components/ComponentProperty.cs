namespace Mesh.Sidecar.Components;

/// <summary>One entry of a component's metadata: a value, a secret or an environment variable.</summary>
/// <param name="Name">Its name, compared without regard to case.</param>
/// <param name="Value">The value as written; null when absent.</param>
/// <param name="Secret">The secret that holds the value; null when it is not a secret.</param>
/// <param name="EnvironmentVariable">The variable that holds the value when none is written; null when there is none.</param>
internal sealed record ComponentProperty(string Name, string? Value, SecretReference? Secret, string? EnvironmentVariable);

/// <summary>An entry of a secret.</summary>
/// <param name="Name">The secret asked for.</param>
/// <param name="Key">The entry of the answer.</param>
internal sealed record SecretReference(string Name, string Key);
