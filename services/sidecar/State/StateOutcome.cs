namespace Mesh.Sidecar.State;

/// <summary>What became of a write.</summary>
internal enum StateOutcomeKind
{
    /// <summary>It is stored, or was not there to be deleted.</summary>
    Done,

    /// <summary>Another version is there; nothing changed.</summary>
    EtagMismatch,

    /// <summary>The given version cannot be one of this store's.</summary>
    EtagInvalid,

    /// <summary>The store failed; whether anything changed is not known.</summary>
    Failed,
}

/// <summary>What became of a write, and the store's own words about it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">The store's words; null when it has none.</param>
internal readonly record struct StateOutcome(StateOutcomeKind Kind, string? Detail = null)
{
    public static StateOutcome Done => new(StateOutcomeKind.Done);

    public static StateOutcome Mismatch(string? detail = null) => new(StateOutcomeKind.EtagMismatch, detail);

    public static StateOutcome Invalid(string detail) => new(StateOutcomeKind.EtagInvalid, detail);

    public static StateOutcome Failed(string detail) => new(StateOutcomeKind.Failed, detail);

    /// <summary>Dapr's words for it.</summary>
    public string Text => Kind switch
    {
        StateOutcomeKind.EtagMismatch => WithDetail("possible etag mismatch. error from state store"),
        StateOutcomeKind.EtagInvalid => WithDetail("invalid etag value. error from state store"),
        StateOutcomeKind.Done or StateOutcomeKind.Failed => Detail ?? "",
        _ => throw new System.Diagnostics.UnreachableException($"state outcome {Kind}"),
    };

    private string WithDetail(string text) => Detail is null ? text : $"{text}: {Detail}";
}
