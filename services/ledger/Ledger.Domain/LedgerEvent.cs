using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What happened in the ledger. The time is that of the journal.</summary>
/// <param name="Book">Book that it belongs to.</param>
public abstract record LedgerEvent(string Book)
{
    /// <summary>
    /// When it happened in the book that it is restored from: then that is its time for all that it decides. Default when it happened here.
    /// </summary>
    public Moment RestoredTime { get; init; }

    /// <summary>Gets when it happened, wherever that was.</summary>
    /// <param name="recordTime">When the journal recorded it.</param>
    public Moment TimeOf(Moment recordTime) => RestoredTime == default ? recordTime : RestoredTime;
}

/// <summary>All that a book is restored from is there: it goes on as a book of its own.</summary>
public sealed record RestoreFinished(string Book) : LedgerEvent(Book);

/// <summary>An asset of the book's own was created.</summary>
public sealed record AssetCreated(string Book, AssetTerms Terms) : LedgerEvent(Book);

/// <summary>An account was created.</summary>
/// <param name="Book">Book.</param>
/// <param name="Terms">What was asked.</param>
/// <param name="AssetScale">Decimal digits of the asset's amounts: the same for all accounts of the asset in the book.</param>
public sealed record AccountCreated(string Book, AccountTerms Terms, int AssetScale) : LedgerEvent(Book);

/// <summary>An account was changed.</summary>
/// <param name="Book">Book.</param>
/// <param name="Terms">What was asked.</param>
/// <param name="Version">Version of the account from now on.</param>
public sealed record AccountUpdated(string Book, AccountUpdate Terms, uint Version) : LedgerEvent(Book);

/// <summary>An update was refused, for ever under its identifier.</summary>
/// <param name="Book">Book.</param>
/// <param name="Terms">What was asked.</param>
/// <param name="Status">Why.</param>
/// <param name="Version">Version of the account, which stays; 0 without an account.</param>
public sealed record AccountUpdateRefused(string Book, AccountUpdate Terms, AccountUpdateStatus Status, uint Version) : LedgerEvent(Book);

/// <summary>A transfer was applied.</summary>
/// <param name="Book">Book.</param>
/// <param name="Terms">What was asked.</param>
/// <param name="DebitAccountId">
/// Account that was debited: for a post or void the hold's, for a reversal the one that the first transfer credited.
/// </param>
/// <param name="CreditAccountId">Account that was credited, accordingly.</param>
/// <param name="Amount">Minor units moved, held, posted, or for a void released.</param>
/// <param name="Released">Minor units given back: all that was left for a void, the rest for a final post, otherwise 0.</param>
public sealed record TransferApplied(
    string Book, TransferTerms Terms, Id128 DebitAccountId, Id128 CreditAccountId, UInt128 Amount, UInt128 Released) : LedgerEvent(Book)
{
    /// <summary>Balances right after it, when one of the accounts keeps history; otherwise null.</summary>
    public BalancesAfter? After { get; init; }
}

/// <summary>A transfer was refused, for ever under its identifier.</summary>
public sealed record TransferRefused(string Book, TransferTerms Terms, TransferStatus Status) : LedgerEvent(Book);

/// <summary>The time of a hold was over, and what it still held was given back.</summary>
/// <param name="Book">Book.</param>
/// <param name="PendingId">The pending transfer.</param>
/// <param name="DebitAccountId">Its debit account.</param>
/// <param name="CreditAccountId">Its credit account.</param>
/// <param name="Released">Minor units given back; 0 for a hold of nothing.</param>
public sealed record HoldExpired(
    string Book, Id128 PendingId, Id128 DebitAccountId, Id128 CreditAccountId, UInt128 Released) : LedgerEvent(Book)
{
    /// <summary>Balances right after it, when one of the accounts keeps history; otherwise null.</summary>
    public BalancesAfter? After { get; init; }
}
