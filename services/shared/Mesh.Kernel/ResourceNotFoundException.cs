namespace Mesh.Kernel;

/// <summary>Says that what a request names does not exist. Becomes NOT_FOUND at the edge.</summary>
/// <param name="reason">Why, in SCREAMING_SNAKE case; published, so never renamed.</param>
/// <param name="message">Names what was looked for. English, free of personal data.</param>
public sealed class ResourceNotFoundException(string reason, string message) : Exception(message)
{
    /// <summary>Why, for programs.</summary>
    public string Reason { get; } = reason;
}
