namespace Mesh.Cli.Job;

/// <summary>What became of a row.</summary>
/// <param name="Row">Number of the row.</param>
/// <param name="Operation">What was asked.</param>
/// <param name="Result">For the table: a state, a decline code or the reason of a refusal.</param>
/// <param name="Class">What kind of result it is.</param>
/// <param name="Detail">One line for the list of bad rows; empty unless the row was refused.</param>
/// <param name="Replayed">True when an earlier run or row had the same id.</param>
/// <param name="Milliseconds">From the first try to the answer.</param>
public sealed record RowOutcome(
    int Row,
    string Operation,
    string Result,
    RowClass Class,
    string Detail,
    bool Replayed,
    double Milliseconds
);

/// <summary>Kinds of results.</summary>
public enum RowClass
{
    Done,
    Declined,
    Open,
    Refused,
    Malformed,
}
