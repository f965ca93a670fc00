namespace Mesh.Dapr.State;

/// <summary>A state call without an answer. After a failed write its outcome is unknown: read the key.</summary>
public sealed class StateStoreException(DaprFailure failure, string message, Exception? innerException = null)
    : DaprException(failure, message, innerException);
