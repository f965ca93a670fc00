namespace Mesh.Risk.Domain;

/// <summary>The answer to a command.</summary>
public abstract record RiskResult;

/// <summary>One result a payment, in the order of the command.</summary>
public sealed record EvaluationResults(IReadOnlyList<EvaluationResult> Items) : RiskResult;

/// <summary>The entry as it stands.</summary>
public sealed record BlockListEntryAdded(BlockListEntry Entry, bool AlreadyPresent) : RiskResult;

/// <summary>Whether an entry was there and is gone now.</summary>
public sealed record BlockListEntryRemoved(bool Removed) : RiskResult;

/// <summary>The request identifier was used before for something else.</summary>
/// <param name="Field">Field that differs.</param>
public sealed record RequestIdReused(string Field) : RiskResult;

/// <summary>What became of one evaluation.</summary>
/// <param name="Evaluation">The decision; null when the identifier was used before for another payment.</param>
/// <param name="Replayed">True when an earlier command decided.</param>
/// <param name="ReusedIdField">Field that differs from the first use; empty when none does.</param>
public sealed record EvaluationResult(Evaluation? Evaluation, bool Replayed, string ReusedIdField);
