namespace Mesh.Ledger.Domain;

/// <summary>What happened in the ledger. The time is that of the journal.</summary>
public abstract record LedgerEvent(string Book);

/// <summary>An account was created.</summary>
public sealed record AccountCreated(string Book, AccountTerms Terms) : LedgerEvent(Book);

/// <summary>A transfer was applied.</summary>
/// <param name="Book">Book.</param>
/// <param name="Terms">What was asked.</param>
/// <param name="DebitAccountId">Account that was debited: for a post or void, the hold's.</param>
/// <param name="CreditAccountId">Account that was credited: for a post or void, the hold's.</param>
/// <param name="Amount">Moved, held, posted or (for a void) released.</param>
/// <param name="Released">For a post: what a final post released beside.</param>
public sealed record TransferApplied(
    string Book,
    TransferTerms Terms,
    Mesh.Kernel.Id128 DebitAccountId,
    Mesh.Kernel.Id128 CreditAccountId,
    UInt128 Amount,
    UInt128 Released) : LedgerEvent(Book);

/// <summary>A transfer was refused, for ever under its identifier.</summary>
public sealed record TransferRefused(string Book, TransferTerms Terms, TransferStatus Status) : LedgerEvent(Book);
