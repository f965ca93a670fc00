using Mesh.Journal.V1;

namespace Mesh.Journal.Witness;

/// <summary>A position that the journal of now does not fit.</summary>
/// <param name="Told">What was told back.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="FoundSequence">Newest record of the journal of now; 0 when the journal was not looked at.</param>
/// <param name="FoundHash">Hash of its record at the position, or of its newest one when it is shorter; empty when none was read.</param>
/// <param name="Problem">The same in English, for an operator.</param>
public sealed record PositionProblem(
    JournalPosition Told, PositionConflictReason Reason, ulong FoundSequence, ReadOnlyMemory<byte> FoundHash, string Problem);
