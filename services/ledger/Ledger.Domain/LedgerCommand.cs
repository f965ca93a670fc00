using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>What may be asked of the ledger. Well-formed: the edge has refused everything else.</summary>
/// <param name="Book">Book that all items belong to.</param>
public abstract record LedgerCommand(string Book);

/// <summary>Asks for assets of the book's own, each on its own.</summary>
/// <param name="Book">Book.</param>
/// <param name="Assets">1 to <see cref="LedgerLimits.ItemsMax"/> assets.</param>
public sealed record CreateAssets(string Book, IReadOnlyList<AssetTerms> Assets) : LedgerCommand(Book);

/// <summary>Asks for accounts, each on its own.</summary>
/// <param name="Book">Book.</param>
/// <param name="Accounts">1 to <see cref="LedgerLimits.ItemsMax"/> accounts.</param>
public sealed record CreateAccounts(string Book, IReadOnlyList<AccountTerms> Accounts) : LedgerCommand(Book);

/// <summary>
/// Asks for transfers in order, each on its own or linked with those after it: one sees the effect of those before it.
/// </summary>
/// <param name="Book">Book.</param>
/// <param name="Transfers">1 to <see cref="LedgerLimits.ItemsMax"/> transfers.</param>
public sealed record CreateTransfers(string Book, IReadOnlyList<TransferTerms> Transfers) : LedgerCommand(Book)
{
    /// <summary>True when only the answer is wanted: what was decided is taken back.</summary>
    public bool IsTrial { get; init; }
}

/// <summary>Asks to change accounts in order, each on its own.</summary>
/// <param name="Book">Book.</param>
/// <param name="Updates">1 to <see cref="LedgerLimits.ItemsMax"/> updates.</param>
public sealed record UpdateAccounts(string Book, IReadOnlyList<AccountUpdate> Updates) : LedgerCommand(Book);

/// <summary>
/// Asks to restore a book from the events of another one: all of it or nothing. Each has to be what the rules make of the book as the
/// events before it have left it.
/// </summary>
/// <param name="Book">Book: one in which nothing was ever decided, or that is being restored.</param>
/// <param name="After">Time of the event right before the first; default when that is the first of all.</param>
/// <param name="Events">1 to <see cref="LedgerLimits.RestoredEventsMax"/> events, each with its time, in the order of those.</param>
public sealed record RestoreEvents(string Book, Moment After, IReadOnlyList<LedgerEvent> Events) : LedgerCommand(Book);

/// <summary>Asks to end the restoring of a book: from then on it is one like any other.</summary>
public sealed record FinishRestore(string Book) : LedgerCommand(Book);

/// <summary>Asks to write down which holds have expired. Decisions do so anyway; this is for when nobody asks for anything.</summary>
public sealed record ExpireHolds() : LedgerCommand("");
