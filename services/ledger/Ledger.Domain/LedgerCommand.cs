namespace Mesh.Ledger.Domain;

/// <summary>What may be asked of the ledger. Well-formed: the edge has refused everything else.</summary>
/// <param name="Book">Book that all items belong to.</param>
public abstract record LedgerCommand(string Book);

/// <summary>Asks for accounts, each on its own.</summary>
/// <param name="Book">Book.</param>
/// <param name="Accounts">1 to <see cref="LedgerLimits.ItemsMax"/> accounts.</param>
public sealed record CreateAccounts(string Book, IReadOnlyList<AccountTerms> Accounts) : LedgerCommand(Book);

/// <summary>Asks for transfers in order, each on its own: one sees the effect of those before it.</summary>
/// <param name="Book">Book.</param>
/// <param name="Transfers">1 to <see cref="LedgerLimits.ItemsMax"/> transfers.</param>
public sealed record CreateTransfers(string Book, IReadOnlyList<TransferTerms> Transfers) : LedgerCommand(Book);
