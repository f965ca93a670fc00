namespace Mesh.Dapr.Secrets;

/// <summary>A secret that could not be read. The message names store and secret, never a value.</summary>
public sealed class SecretStoreException(DaprFailure failure, string message, Exception? innerException = null)
    : DaprException(failure, message, innerException);
