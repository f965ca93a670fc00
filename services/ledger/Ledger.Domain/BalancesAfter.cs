namespace Mesh.Ledger.Domain;

/// <summary>
/// Balances of the two accounts of a posting right after it, of those that keep history: so a balance of the past is read, not computed.
/// </summary>
/// <param name="Debit">Of the debited account; null when it keeps no history.</param>
/// <param name="Credit">Of the credited account; null when it keeps no history.</param>
public sealed record BalancesAfter(Balances? Debit, Balances? Credit)
{
    /// <summary>Gets what a posting leaves on its accounts; null when neither keeps history.</summary>
    internal static BalancesAfter? Of(in Account debit, in Account credit, in Posting posting) =>
        debit.Profile.KeepsHistory || credit.Profile.KeepsHistory
            ? new BalancesAfter(
                debit.Profile.KeepsHistory ? debit.Balances.Debit(posting) : null,
                credit.Profile.KeepsHistory ? credit.Balances.Credit(posting) : null)
            : null;
}
