namespace Mesh.Ledger.Domain;

/// <summary>
/// Sums over all accounts of one asset of a book: a row of its trial balance. Every transfer adds the same to debits and to credits, so one
/// sum is both. Wider than a balance: the sums never keep an account from taking what it has room for.
/// </summary>
/// <param name="AccountCount">Accounts.</param>
/// <param name="Posted">Posted debits, and posted credits, in minor units.</param>
/// <param name="Pending">Pending debits, and pending credits, in minor units.</param>
public readonly record struct AssetSums(int AccountCount, WideAmount Posted, WideAmount Pending)
{
    /// <summary>Decimal digits of the asset's amounts.</summary>
    public int Scale { get; init; }

    /// <summary>Counts one more account, whose balances are zero.</summary>
    public AssetSums AddAccount() => this with { AccountCount = AccountCount + 1 };

    /// <summary>Adds a transfer.</summary>
    public AssetSums Add(in Posting posting) => this with
    {
        Posted = Posted + posting.Posted,
        Pending = Pending + posting.Held - posting.Released,
    };
}
