namespace Mesh.Dapr.Actors;

/// <summary>Names one actor of the cluster, such as <c>LedgerPartition/17</c>.</summary>
public readonly record struct ActorId
{
    /// <summary>
    /// Makes a name out of two parts, each not empty, not <c>.</c> or <c>..</c>, and free of <c># ? / \</c>, <c>||</c> and control
    /// characters.
    /// </summary>
    /// <exception cref="ArgumentException">A part is not allowed.</exception>
    public ActorId(string type, string id)
    {
        Type = Require(type, nameof(type));
        Id = Require(id, nameof(id));
    }

    /// <summary>The actor type: hosts announce which types they serve.</summary>
    public string Type { get; }

    /// <summary>The instance within the type.</summary>
    public string Id { get; }

    /// <summary>True when both parts are allowed.</summary>
    public static bool IsValid(string type, string id) => IsAllowed(type) && IsAllowed(id);

    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{Id}";

    private static bool IsAllowed(string part) =>
        part is not ("" or "." or "..") && !part.Contains("||", StringComparison.Ordinal)
        && !part.Any(character => character is '#' or '?' or '/' or '\\' || char.IsControl(character));

    private static string Require(string part, string parameter) => IsAllowed(part)
        ? part
        : throw new ArgumentException(
            $"'{part}' cannot be part of an actor's name: it is empty, '.' or '..', or contains '#', '?', '/', '\\', '||' or a control " +
            "character.", parameter);
}
