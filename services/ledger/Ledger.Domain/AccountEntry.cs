using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What one event did to one account that keeps history.</summary>
/// <param name="TransferId">The transfer; of an expiry, the pending transfer.</param>
/// <param name="Terms">What was asked; null for an expiry, which nobody asks for.</param>
/// <param name="IsDebit">True when the account is on the debit side.</param>
/// <param name="OtherAccountId">The account on the other side.</param>
/// <param name="Posting">What moved on the account's side.</param>
/// <param name="Balances">Balances of the account right after it.</param>
public readonly record struct AccountEntry(
    Id128 TransferId, TransferTerms? Terms, bool IsDebit, Id128 OtherAccountId, Posting Posting, Balances Balances)
{
    /// <summary>When it counts in the client's books; null when that is when it was recorded.</summary>
    public Moment? EffectiveTime { get; private init; }

    /// <summary>Gets the entry of an account; null when the event left none on it.</summary>
    public static AccountEntry? Of(LedgerEvent happened, string book, Id128 accountId) => happened switch
    {
        _ when happened.Book != book => null,
        TransferApplied { After: { } after } applied => Of(applied, accountId, after),
        HoldExpired { After: { } after } expired => Of(
            expired.PendingId, terms: null, accountId, expired.DebitAccountId, expired.CreditAccountId, Posting.Of(expired), after),
        _ => null,
    };

    /// <summary>
    /// Says when a transfer counts; null when that is when it is recorded. One that was imported or restored counts at its original time.
    /// </summary>
    internal static Moment? EffectiveTimeOf(TransferApplied applied) =>
        applied.Terms.EffectiveTime ?? applied.Terms.ImportTime ?? (applied.RestoredTime == default ? null : applied.RestoredTime);

    /// <summary>Gets the accounts that an event left an entry on.</summary>
    internal static IEnumerable<Id128> AccountsOf(LedgerEvent happened)
    {
        var (after, debitAccountId, creditAccountId) = happened switch
        {
            TransferApplied applied => (applied.After, applied.DebitAccountId, applied.CreditAccountId),
            HoldExpired expired => (expired.After, expired.DebitAccountId, expired.CreditAccountId),
            _ => default,
        };
        return after is null ? [] : Accounts(after, debitAccountId, creditAccountId);
    }

    private static IEnumerable<Id128> Accounts(BalancesAfter after, Id128 debitAccountId, Id128 creditAccountId)
    {
        if (after.Debit is not null)
        {
            yield return debitAccountId;
        }

        if (after.Credit is not null)
        {
            yield return creditAccountId;
        }
    }

    private static AccountEntry? Of(TransferApplied applied, Id128 accountId, BalancesAfter after)
    {
        var (terms, debitAccountId, creditAccountId) = (applied.Terms, applied.DebitAccountId, applied.CreditAccountId);
        return Of(terms.Id, terms, accountId, debitAccountId, creditAccountId, Posting.Of(applied), after) is { } entry
            ? entry with { EffectiveTime = EffectiveTimeOf(applied) }
            : null;
    }

    private static AccountEntry? Of(
        Id128 transferId,
        TransferTerms? terms,
        Id128 accountId,
        Id128 debitAccountId,
        Id128 creditAccountId,
        in Posting posting,
        BalancesAfter after) =>
        after.Debit is { } debit && debitAccountId == accountId
            ? new AccountEntry(transferId, terms, IsDebit: true, creditAccountId, posting, debit)
        : after.Credit is { } credit && creditAccountId == accountId
            ? new AccountEntry(transferId, terms, IsDebit: false, debitAccountId, posting, credit)
        : null;
}
