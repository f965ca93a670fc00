using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>An account with its balances, in minor units of its asset. A value: a change makes a new one.</summary>
/// <param name="Terms">What it is.</param>
/// <param name="CreateTime">When it was created.</param>
/// <param name="Balances">Its four balances.</param>
public readonly record struct Account(AccountTerms Terms, Moment CreateTime, Balances Balances)
{
    /// <summary>True when another debit, posted or held, would carry the account beyond its credits though it must not go there.</summary>
    public bool ForbidsDebit(UInt128 amount) =>
        Terms.Limit == BalanceLimit.DebitsMustNotExceedCredits && Balances.ExceedsCredits(amount);

    /// <summary>True when another credit, posted or held, would carry the account beyond its debits though it must not go there.</summary>
    public bool ForbidsCredit(UInt128 amount) =>
        Terms.Limit == BalanceLimit.CreditsMustNotExceedDebits && Balances.ExceedsDebits(amount);
}
