namespace Mesh.Dapr;

/// <summary>
/// A call to the sidecar that failed. Ports throw one of the sealed exceptions below it, so a caller catches what it used:
/// <see cref="State.StateStoreException"/>, <see cref="Topics.TopicException"/>, and so on.
/// </summary>
public abstract class DaprException : Exception
{
    private protected DaprException(DaprFailure failure, string message, Exception? innerException)
        : base(message, innerException) => Failure = failure;

    /// <summary>Why it failed, as far as that can be told.</summary>
    public DaprFailure Failure { get; }
}
