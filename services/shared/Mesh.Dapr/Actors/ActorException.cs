namespace Mesh.Dapr.Actors;

/// <summary>An actor or reminder call without an answer. The actor may have done its work all the same.</summary>
public sealed class ActorException(DaprFailure failure, string message, Exception? innerException = null)
    : DaprException(failure, message, innerException);
