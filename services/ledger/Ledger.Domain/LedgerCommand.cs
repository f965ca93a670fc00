namespace Mesh.Ledger.Domain;

/// <summary>What may be asked of the ledger. Well-formed: the edge has refused everything else.</summary>
public abstract record LedgerCommand(string Book);

/// <summary>Asks for accounts, each on its own.</summary>
public sealed record CreateAccounts(string Book, IReadOnlyList<AccountTerms> Accounts) : LedgerCommand(Book);

/// <summary>Asks for transfers in order, each on its own.</summary>
public sealed record CreateTransfers(string Book, IReadOnlyList<TransferTerms> Transfers) : LedgerCommand(Book);
