using System.Numerics;

namespace Mesh.Cli.Books;

/// <summary>One movement on an account. Amounts are minor units.</summary>
/// <param name="Time">When, in the ledger's time.</param>
/// <param name="TransferId">UUID of the transfer; for an expiry, of the hold.</param>
/// <param name="Kind">Kind of the transfer, or EXPIRED.</param>
/// <param name="Reference">The client's own reference.</param>
/// <param name="OtherAccountId">The account on the other side.</param>
/// <param name="IsDebit">True when this account is debited.</param>
/// <param name="Posted">What moved for good.</param>
/// <param name="Held">What is held from now on; less than 0 when it was given back.</param>
/// <param name="Balance">Balance after it, on the account's normal side.</param>
internal sealed record StatementLine(
    DateTimeOffset Time,
    string TransferId,
    string Kind,
    string Reference,
    string OtherAccountId,
    bool IsDebit,
    BigInteger Posted,
    BigInteger Held,
    BigInteger Balance
);
