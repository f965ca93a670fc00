namespace Mesh.Sidecar.Actors;

/// <summary>One actor.</summary>
internal readonly record struct ActorAddress(string Type, string Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{Id}";

    /// <summary>True when neither part has a character that Dapr refuses (contract 7.5).</summary>
    public bool IsLegal => IsLegalPart(Type) && IsLegalPart(Id);

    private static bool IsLegalPart(string part) =>
        part is not ("" or "." or "..") && !part.Any(letter => letter is '#' or '?' or '/' or '\\' || char.IsControl(letter));
}
