namespace Mesh.Ledger.Domain;

/// <summary>What must be true of every state. Recomputes from the single accounts and holds what the state keeps as sums.</summary>
public static class LedgerInvariants
{
    /// <summary>Names everything that is wrong; empty when nothing is.</summary>
    /// <remarks>
    /// Per book and asset: the trial balance is the sum over the accounts; debits equal credits, posted and pending; open holds add up to
    /// what
    /// is pending. Per account: no limit is broken.
    /// </remarks>
    public static IReadOnlyList<string> Check(LedgerState state)
    {
        var problems = new List<string>();
        foreach (var book in state.Books)
        {
            CheckSums(book, problems);
            CheckLimits(book, problems);
        }

        return problems;
    }

    private static void CheckSums(Book book, List<string> problems)
    {
        var recomputed = SumAccounts(book);
        var held = SumHolds(book);
        foreach (var (asset, kept) in book.TrialBalance)
        {
            var sums = recomputed.GetValueOrDefault(asset);
            if (sums != kept)
            {
                problems.Add($"book {book.Name}, {asset}: the trial balance is {kept}, but its accounts add up to {sums}");
            }

            if (sums.Balances.DebitsPosted != sums.Balances.CreditsPosted || sums.Balances.DebitsPending != sums.Balances.CreditsPending)
            {
                problems.Add($"book {book.Name}, {asset}: debits and credits differ: {sums.Balances}");
            }

            if (sums.Balances.DebitsPending != held.GetValueOrDefault(asset))
            {
                problems.Add($"book {book.Name}, {asset}: {sums.Balances.DebitsPending} is pending, but holds add up to another amount");
            }
        }
    }

    private static Dictionary<string, AssetSums> SumAccounts(Book book)
    {
        var sums = new Dictionary<string, AssetSums>(StringComparer.Ordinal);
        foreach (var account in book.Accounts)
        {
            var before = sums.GetValueOrDefault(account.Profile.Asset);
            sums[account.Profile.Asset] = new AssetSums(before.AccountCount + 1, Add(before.Balances, account.Balances))
            {
                Scale = book.SumsOf(account.Profile.Asset).Scale,
            };
        }

        return sums;
    }

    private static Dictionary<string, UInt128> SumHolds(Book book)
    {
        var held = new Dictionary<string, UInt128>(StringComparer.Ordinal);
        foreach (var (_, hold) in book.OpenHolds)
        {
            var asset = book.FindAccount(hold.DebitAccountId)!.Value.Profile.Asset;
            held[asset] = checked(held.GetValueOrDefault(asset) + hold.Held);
        }

        return held;
    }

    private static void CheckLimits(Book book, List<string> problems)
    {
        foreach (var account in book.Accounts.Where(account => account.IsBeyondItsLimit))
        {
            problems.Add($"book {book.Name}, account {account.Id}: {account.Profile.Limit} is broken by {account.Balances}");
        }
    }

    private static Balances Add(Balances sums, Balances more) => new(
        checked(sums.DebitsPosted + more.DebitsPosted),
        checked(sums.CreditsPosted + more.CreditsPosted),
        checked(sums.DebitsPending + more.DebitsPending),
        checked(sums.CreditsPending + more.CreditsPending));
}
