namespace Mesh.Ledger.Domain;

/// <summary>What many accounts have in common: they share one object.</summary>
/// <param name="Asset">ISO 4217 code, or code of an asset of the book's own.</param>
/// <param name="Type">What the account stands for.</param>
/// <param name="Code">Code in the client's chart of accounts.</param>
/// <param name="Limit">Which side must not exceed the other.</param>
/// <param name="OverdraftLimit">By how much it may all the same, in minor units; 0 without a limit.</param>
/// <param name="KeepsHistory">True when the client wants to ask for balances of the past.</param>
/// <param name="IsImported">True when the account comes from an older ledger, with its original time.</param>
public sealed record AccountProfile(
    string Asset, AccountType Type, int Code, BalanceLimit Limit, UInt128 OverdraftLimit, bool KeepsHistory, bool IsImported)
{
    /// <summary>Gets the profile of what a client asks for.</summary>
    public static AccountProfile Of(AccountTerms terms) =>
        new(terms.Asset, terms.Type, terms.Code, terms.Limit, terms.OverdraftLimit, terms.KeepsHistory, terms.ImportTime is not null);
}
