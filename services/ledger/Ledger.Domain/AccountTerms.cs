using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What an account is, fixed when it is created. Two requests with the same identifier must agree in all of it.</summary>
/// <param name="Id">Client-made identifier, unique within the book.</param>
/// <param name="Asset">ISO 4217 code, or code of an asset of the book's own.</param>
/// <param name="Type">What the account stands for.</param>
/// <param name="Code">Code in the client's chart of accounts. Range: 1 to 65,535.</param>
/// <param name="Limit">Which side must not exceed the other.</param>
/// <param name="ExternalReference">The client's own reference; may be empty.</param>
public sealed record AccountTerms(Id128 Id, string Asset, AccountType Type, int Code, BalanceLimit Limit, string ExternalReference)
{
    /// <summary>By how much the one side may exceed the other all the same, in minor units; 0 without a limit.</summary>
    public UInt128 OverdraftLimit { get; init; }

    /// <summary>True when the client wants to ask for its balances of the past.</summary>
    public bool KeepsHistory { get; init; }

    /// <summary>When it was created in the ledger that it is imported from; null unless it is imported.</summary>
    public Moment? ImportTime { get; init; }
}
