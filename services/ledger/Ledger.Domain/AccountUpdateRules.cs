namespace Mesh.Ledger.Domain;

/// <summary>Decides updates of accounts. Checks in the order of <see cref="AccountUpdateStatus"/>.</summary>
internal static class AccountUpdateRules
{
    /// <summary>Answers one update, and says what happens when its identifier is new.</summary>
    public static AccountUpdateResult Update(LedgerState state, string bookName, AccountUpdate terms, Happening happening)
    {
        var book = state.FindBook(bookName);
        if (book?.FindUpdate(terms.Id) is { } known)
        {
            return new AccountUpdateResult(TermsComparison.Compare(known, terms), known.Version, known.DecideTime, Replayed: true);
        }

        var (time, account) = (happening.Now(), book?.FindAccount(terms.AccountId));
        var version = account?.Version ?? 0;
        if (Refusal(account, terms) is { } refusal)
        {
            happening.Add(new AccountUpdateRefused(bookName, terms, refusal, version));
            return new AccountUpdateResult(refusal, version, time, Replayed: false);
        }

        version = checked(version + 1);
        happening.Add(new AccountUpdated(bookName, terms, version));
        return new AccountUpdateResult(AccountUpdateStatus.Updated, version, time, Replayed: false);
    }

    /// <summary>Says why an update is refused; null when it is applied.</summary>
    internal static AccountUpdateStatus? Refusal(Account? found, AccountUpdate terms)
    {
        if (found is not { } account)
        {
            return AccountUpdateStatus.AccountNotFound;
        }

        if (terms.ExpectedVersion != 0 && terms.ExpectedVersion != account.Version)
        {
            return AccountUpdateStatus.AccountVersionMismatch;
        }

        return terms.IsClosed == true && !account.Balances.IsEmpty ? AccountUpdateStatus.AccountMustBeEmpty : null;
    }
}
