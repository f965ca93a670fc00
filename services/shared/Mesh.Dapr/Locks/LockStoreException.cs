namespace Mesh.Dapr.Locks;

/// <summary>A lock call without an answer.</summary>
public sealed class LockStoreException(DaprFailure failure, string message, Exception? innerException = null)
    : DaprException(failure, message, innerException);
