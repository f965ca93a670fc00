namespace Mesh.Ledger.Domain;

/// <summary>Sums over some accounts of one asset, in minor units: of some accounts debits need not equal credits.</summary>
/// <param name="AccountCount">Accounts.</param>
/// <param name="DebitsPosted">Posted debits.</param>
/// <param name="CreditsPosted">Posted credits.</param>
/// <param name="DebitsPending">Pending debits.</param>
/// <param name="CreditsPending">Pending credits.</param>
public readonly record struct BalanceTotals(
    int AccountCount, WideAmount DebitsPosted, WideAmount CreditsPosted, WideAmount DebitsPending, WideAmount CreditsPending)
{
    /// <summary>Decimal digits of the asset's amounts.</summary>
    public int Scale { get; init; }

    /// <summary>Adds an account.</summary>
    public BalanceTotals Add(in Balances balances) => this with
    {
        AccountCount = AccountCount + 1,
        DebitsPosted = DebitsPosted + balances.DebitsPosted,
        CreditsPosted = CreditsPosted + balances.CreditsPosted,
        DebitsPending = DebitsPending + balances.DebitsPending,
        CreditsPending = CreditsPending + balances.CreditsPending,
    };
}
