namespace Mesh.Ledger.Domain;

/// <summary>Sums over all accounts of one asset of a book.</summary>
/// <param name="Asset">ISO 4217 code.</param>
/// <param name="AccountCount">Accounts.</param>
/// <param name="Sums">The sum of each balance: debits equal credits, posted and pending.</param>
public sealed record TrialBalanceRow(string Asset, long AccountCount, Balances Sums);

/// <summary>The oldest check of bookkeeping.</summary>
public static class TrialBalance
{
    /// <summary>Sums the accounts of a book, one row an asset in the order of the codes.</summary>
    public static IReadOnlyList<TrialBalanceRow> Of(LedgerState state, string book)
    {
        var rows = new SortedDictionary<string, TrialBalanceRow>(StringComparer.Ordinal);
        foreach (var account in state.AccountsFrom(book, first: 0, countMax: int.MaxValue))
        {
            var row = rows.GetValueOrDefault(account.Terms.Asset) ?? new TrialBalanceRow(account.Terms.Asset, 0, default);
            rows[account.Terms.Asset] = row with { AccountCount = row.AccountCount + 1, Sums = Add(row.Sums, account.Balances) };
        }

        return [.. rows.Values];
    }

    private static Balances Add(Balances sums, Balances more) => sums
        .Debit(more.DebitsPosted).Credit(more.CreditsPosted).HoldDebit(more.DebitsPending).HoldCredit(more.CreditsPending);
}
