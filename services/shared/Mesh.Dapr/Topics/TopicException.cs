namespace Mesh.Dapr.Topics;

/// <summary>A publish call without success. The messages may be on their way all the same: repeat with the same ids.</summary>
public sealed class TopicException(DaprFailure failure, string message, Exception? innerException = null)
    : DaprException(failure, message, innerException);
