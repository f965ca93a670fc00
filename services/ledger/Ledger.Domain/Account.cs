using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What an account is, fixed when it is created. Two requests with the same identifier must agree in all of it.</summary>
/// <param name="Id">Client-made identifier.</param>
/// <param name="Asset">ISO 4217 code.</param>
/// <param name="Type">What the account stands for.</param>
/// <param name="Code">Code in the client's chart of accounts. Range: 1 to 65,535.</param>
/// <param name="Limit">Which side must not exceed the other.</param>
/// <param name="ExternalReference">The client's own reference; may be empty.</param>
public sealed record AccountTerms(Id128 Id, string Asset, AccountType Type, int Code, BalanceLimit Limit, string ExternalReference);

/// <summary>An account with its balances, in minor units of its asset.</summary>
/// <param name="Terms">What it is.</param>
/// <param name="CreateTime">When it was created.</param>
/// <param name="Balances">Its four balances.</param>
public sealed record Account(AccountTerms Terms, Moment CreateTime, Balances Balances);

/// <summary>What an account stands for.</summary>
public enum AccountType
{
    Asset = 1,
    Liability = 2,
    Equity = 3,
    Revenue = 4,
    Expense = 5,
}

/// <summary>Which side of an account must not exceed the other.</summary>
public enum BalanceLimit
{
    None = 0,
    DebitsMustNotExceedCredits = 1,
    CreditsMustNotExceedDebits = 2,
}
