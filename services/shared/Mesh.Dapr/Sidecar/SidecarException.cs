namespace Mesh.Dapr.Sidecar;

/// <summary>The sidecar did not answer, or not in time.</summary>
public sealed class SidecarException(DaprFailure failure, string message, Exception? innerException = null)
    : DaprException(failure, message, innerException);
