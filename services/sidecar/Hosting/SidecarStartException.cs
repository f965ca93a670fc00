namespace Mesh.Sidecar.Hosting;

/// <summary>The sidecar cannot start. The message is one line that names the file and component, what is wrong and what to do.</summary>
public sealed class SidecarStartException(string message, Exception? cause = null) : Exception(message, cause);
