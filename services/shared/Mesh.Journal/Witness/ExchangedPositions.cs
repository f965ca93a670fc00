namespace Mesh.Journal.Witness;

/// <summary>The answer to positions that were told back.</summary>
/// <param name="Positions">How far each partition has come that is served here.</param>
/// <param name="Problems">What of that which was told back does not fit.</param>
public sealed record ExchangedPositions(IReadOnlyList<JournalPosition> Positions, IReadOnlyList<PositionProblem> Problems);
