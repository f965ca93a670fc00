namespace Mesh.Ledger.Domain;

/// <summary>Some accounts of a book, named by a pattern. Every part has to hold.</summary>
/// <param name="ReferencePrefix">Their external references begin like this; empty for any.</param>
/// <param name="FirstCode">Lowest code.</param>
/// <param name="LastCode">Highest code.</param>
/// <param name="Type">What they stand for; null for anything.</param>
public sealed record AccountSelection(string ReferencePrefix, int FirstCode, int LastCode, AccountType? Type)
{
    /// <summary>Adds up the balances of the accounts, by asset, in the order of the codes.</summary>
    public IReadOnlyList<KeyValuePair<string, BalanceTotals>> AddUp(Book book)
    {
        var totals = new SortedDictionary<string, BalanceTotals>(StringComparer.Ordinal);
        foreach (var account in book.Accounts)
        {
            if (Has(account))
            {
                var asset = account.Profile.Asset;
                totals[asset] = (totals.TryGetValue(asset, out var sum) ? sum : new BalanceTotals { Scale = book.SumsOf(asset).Scale })
                    .Add(account.Balances);
            }
        }

        return [.. totals];
    }

    private bool Has(in Account account) =>
        account.Profile.Code >= FirstCode && account.Profile.Code <= LastCode
        && (Type is null || account.Profile.Type == Type)
        && account.ExternalReference.StartsWith(ReferencePrefix, StringComparison.Ordinal);
}
