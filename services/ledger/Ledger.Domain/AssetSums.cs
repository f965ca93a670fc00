namespace Mesh.Ledger.Domain;

/// <summary>
/// Sums over all accounts of one asset of a book: a row of its trial balance. Debits equal credits, posted and pending, always.
/// </summary>
/// <param name="AccountCount">Accounts.</param>
/// <param name="Balances">The sum of each balance, in minor units.</param>
public readonly record struct AssetSums(int AccountCount, Balances Balances)
{
    /// <summary>Decimal digits of the asset's amounts.</summary>
    public int Scale { get; init; }

    /// <summary>Counts one more account, whose balances are zero.</summary>
    public AssetSums AddAccount() => this with { AccountCount = AccountCount + 1 };

    /// <summary>Adds both sides of a transfer.</summary>
    public AssetSums Add(in Posting posting) => this with { Balances = Balances.Debit(posting).Credit(posting) };
}
