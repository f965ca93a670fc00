using System.Diagnostics;
using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// The accounts, transfers and holds of one tenant, and the sums over them. Nothing in a book can name anything in another. Changes inside
/// an open undo scope can be taken back.
/// </summary>
public sealed class Book
{
    private readonly UndoTable<Id128, Account> accounts;
    private readonly UndoList<Id128> accountOrder;
    private readonly UndoTable<Id128, Transfer> transfers;
    private readonly UndoTable<Id128, Hold> holds;
    private readonly UndoTable<string, AssetSums> sums;

    internal Book(string name, UndoLog undo)
    {
        Name = name;
        accounts = new(undo);
        accountOrder = new(undo);
        transfers = new(undo);
        holds = new(undo);
        sums = new(undo);
    }

    /// <summary>Name of the tenant.</summary>
    public string Name { get; }

    /// <summary>Accounts in no promised order.</summary>
    public IEnumerable<Account> Accounts => accounts.Values;

    /// <summary>Transfers, refused ones included, in no promised order.</summary>
    public IEnumerable<Transfer> Transfers => transfers.Values;

    /// <summary>The trial balance: the sums of each asset, in the order of the codes.</summary>
    public IEnumerable<KeyValuePair<string, AssetSums>> TrialBalance => sums.Rows.OrderBy(row => row.Key, StringComparer.Ordinal);

    /// <summary>Finds an account; null when there is none.</summary>
    public Account? FindAccount(Id128 id) => accounts.TryGet(id, out var account) ? account : null;

    /// <summary>Finds a transfer, refused ones included; null when there is none.</summary>
    public Transfer? FindTransfer(Id128 id) => transfers.TryGet(id, out var transfer) ? transfer : null;

    /// <summary>Finds what became of a pending transfer's amount; null when no such pending transfer was applied.</summary>
    public Hold? FindHold(Id128 pendingId) => holds.TryGet(pendingId, out var hold) ? hold : null;

    /// <summary>Gets the sums of an asset; zeros when no account holds it.</summary>
    public AssetSums SumsOf(string asset) => sums.TryGet(asset, out var row) ? row : default;

    /// <summary>Gets accounts in the order of their creation.</summary>
    /// <param name="first">Number of the first, from 0; none are there from the count of accounts on.</param>
    /// <param name="countMax">At most so many.</param>
    public IReadOnlyList<Account> AccountsFrom(int first, int countMax)
    {
        var start = Math.Min(first, accountOrder.Count);
        var page = new Account[Math.Min(accountOrder.Count - start, countMax)];
        for (var index = 0; index < page.Length; index++)
        {
            page[index] = accounts.Get(accountOrder[start + index]);
        }

        return page;
    }

    internal void Apply(LedgerEvent happened, Moment time)
    {
        switch (happened)
        {
            case AccountCreated created:
                Create(created.Terms, time);
                break;
            case TransferApplied applied:
                transfers.Set(applied.Terms.Id, new Transfer(applied.Terms, TransferStatus.Created, time));
                Post(applied);
                ChangeHold(applied);
                break;
            case TransferRefused refused:
                transfers.Set(refused.Terms.Id, new Transfer(refused.Terms, refused.Status, time));
                break;
            default:
                throw new UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }
    }

    private void Create(AccountTerms terms, Moment time)
    {
        accounts.Set(terms.Id, new Account(terms, time, default));
        accountOrder.Add(terms.Id);
        sums.Set(terms.Asset, SumsOf(terms.Asset).AddAccount());
    }

    private void Post(TransferApplied applied)
    {
        var posting = Posting.Of(applied);
        var debit = accounts.Get(applied.DebitAccountId);
        accounts.Set(applied.DebitAccountId, debit with { Balances = debit.Balances.Debit(posting) });
        var credit = accounts.Get(applied.CreditAccountId);
        accounts.Set(applied.CreditAccountId, credit with { Balances = credit.Balances.Credit(posting) });
        sums.Set(debit.Terms.Asset, sums.Get(debit.Terms.Asset).Add(posting));
    }

    private void ChangeHold(TransferApplied applied)
    {
        var terms = applied.Terms;
        switch (terms.Kind)
        {
            case TransferKind.Single:
                break;
            case TransferKind.Pending:
                holds.Set(terms.Id, Hold.Open(applied.Amount));
                break;
            case TransferKind.Post:
                holds.Set(terms.PendingId, holds.Get(terms.PendingId).Post(applied.Amount, applied.Released, terms.Final));
                break;
            case TransferKind.Void:
                holds.Set(terms.PendingId, holds.Get(terms.PendingId).Void(applied.Released));
                break;
            default:
                throw new UnreachableException($"{terms.Kind} is not a kind of transfer.");
        }
    }
}
