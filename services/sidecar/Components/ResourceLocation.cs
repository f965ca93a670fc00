using Mesh.Sidecar.Hosting;

namespace Mesh.Sidecar.Components;

/// <summary>Where a resource is written, for messages.</summary>
/// <param name="File">The file's path as it was given.</param>
/// <param name="Line">The line on which its document begins, from 1.</param>
internal sealed record ResourceLocation(string File, long Line)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}";

    /// <summary>Makes the one line that a start ends with.</summary>
    public SidecarStartException Problem(string name, string problem, string fix, Exception? cause = null) =>
        new($"{this}: component '{name}': {problem}; {fix}", cause);
}
