namespace Mesh.Dapr.Connection;

/// <summary>The app's environment does not say where its sidecar is. The message names every variable at fault.</summary>
public sealed class DaprSettingsException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems))
{
    /// <summary>One line per variable at fault.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
