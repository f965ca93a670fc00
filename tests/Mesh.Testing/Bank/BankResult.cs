namespace Mesh.Testing.Bank;

/// <summary>The answer to a <see cref="BankCommand"/>.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Version">Place of the command among all commands decided in this bank, from 1; 0 when it was not recorded.</param>
public readonly record struct BankResult(BankOutcome Outcome, long Version);

/// <summary>What became of a command.</summary>
public enum BankOutcome
{
    /// <summary>Every leg was done.</summary>
    Done,

    /// <summary>
    /// An account had too little, so no leg was done. Recorded: a repeat is refused again, whatever the balances are then.
    /// </summary>
    TooLittle,

    /// <summary>The id was used before with other legs. Not recorded.</summary>
    IdReused,
}
