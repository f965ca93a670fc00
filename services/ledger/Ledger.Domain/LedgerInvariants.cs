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
            if (sums != AccountSums.Of(kept))
            {
                problems.Add($"book {book.Name}, {asset}: the trial balance is {kept}, but its accounts add up to {sums}");
            }

            if (sums.DebitsPosted != sums.CreditsPosted || sums.DebitsPending != sums.CreditsPending)
            {
                problems.Add($"book {book.Name}, {asset}: debits and credits differ: {sums}");
            }

            if (sums.DebitsPending != held.GetValueOrDefault(asset))
            {
                problems.Add($"book {book.Name}, {asset}: {sums.DebitsPending} is pending, but holds add up to another amount");
            }
        }
    }

    private static Dictionary<string, AccountSums> SumAccounts(Book book)
    {
        var sums = new Dictionary<string, AccountSums>(StringComparer.Ordinal);
        foreach (var account in book.Accounts)
        {
            var asset = account.Profile.Asset;
            sums[asset] = sums.GetValueOrDefault(asset).Add(account.Balances);
        }

        return sums;
    }

    private static Dictionary<string, WideAmount> SumHolds(Book book)
    {
        var held = new Dictionary<string, WideAmount>(StringComparer.Ordinal);
        foreach (var (_, hold) in book.OpenHolds)
        {
            var asset = book.FindAccount(hold.DebitAccountId)!.Value.Profile.Asset;
            held[asset] = held.GetValueOrDefault(asset) + hold.Held;
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

    private readonly record struct AccountSums(
        int AccountCount, WideAmount DebitsPosted, WideAmount CreditsPosted, WideAmount DebitsPending, WideAmount CreditsPending)
    {
        public static AccountSums Of(in AssetSums kept) => new(kept.AccountCount, kept.Posted, kept.Posted, kept.Pending, kept.Pending);

        public AccountSums Add(in Balances balances) => new(
            AccountCount + 1,
            DebitsPosted + balances.DebitsPosted,
            CreditsPosted + balances.CreditsPosted,
            DebitsPending + balances.DebitsPending,
            CreditsPending + balances.CreditsPending);
    }
}
