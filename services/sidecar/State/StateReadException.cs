namespace Mesh.Sidecar.State;

/// <summary>A read failed; the message is the store's.</summary>
internal sealed class StateReadException(string message, Exception? cause = null) : Exception(message, cause);
