namespace Mesh.Journal.Store;

/// <summary>
/// The four checks that keep a journal right while stores err and writers race. Always on; tests switch one off at a time to see that
/// their checkers notice.
/// </summary>
internal sealed record Safeguards
{
    public static readonly Safeguards All = new();

    /// <summary>After a failed append the key is read. Off: a failure is taken for "nothing happened", and callers are told so.</summary>
    public bool ReadsBackAfterFailure { get; init; } = true;

    /// <summary>A record found under the number is compared with the one appended. Off: whatever is found is taken for ours.</summary>
    public bool ComparesRecord { get; init; } = true;

    /// <summary>A linearizable read waits for a look at the head. Off: it is answered from memory.</summary>
    public bool LooksBeforeRead { get; init; } = true;

    /// <summary>Before a decision the past that it depends on is brought back. Off: what is not in memory is taken for absent.</summary>
    public bool RecallsThePast { get; init; } = true;
}
