using System.Numerics;

namespace Mesh.Cli.Books;

/// <summary>A statement of an account, wherever it came from. Amounts are minor units, balances on the account's normal side.</summary>
/// <param name="Opening">Balance before the first line.</param>
/// <param name="Closing">Balance after the last line.</param>
/// <param name="Held">Debits and credits that are held after the last line.</param>
/// <param name="Lines">What moved, oldest first.</param>
internal sealed record Statement(
    BigInteger Opening, BigInteger Closing, (BigInteger Debits, BigInteger Credits) Held, IReadOnlyList<StatementLine> Lines);
