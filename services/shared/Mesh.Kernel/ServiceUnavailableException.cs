namespace Mesh.Kernel;

/// <summary>
/// Says that a command or read could not be answered now. Becomes UNAVAILABLE with a retry delay at the edge.
/// The caller tries again with the same identifiers.
/// </summary>
public sealed class ServiceUnavailableException(string message, bool outcomeUnknown, TimeSpan retryAfter, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>True when the command may have been committed all the same; false when it surely was not.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;

    /// <summary>When trying again makes sense.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
