using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// Everything that one partition of the ledger knows: the fold of its events. Changes inside an open undo scope can be taken back.
/// </summary>
public sealed class LedgerState
{
    private readonly UndoTable<BookId, Account> accounts;
    private readonly UndoTable<(string Book, long Number), Id128> order;
    private readonly UndoTable<string, long> accountCounts;
    private readonly UndoTable<BookId, Transfer> transfers;
    private readonly UndoTable<BookId, Hold> holds;

    public LedgerState()
    {
        accounts = new(Undo);
        order = new(Undo);
        accountCounts = new(Undo);
        transfers = new(Undo);
        holds = new(Undo);
    }

    /// <summary>Takes back changes.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>Accounts of all books, in no promised order.</summary>
    public IEnumerable<KeyValuePair<BookId, Account>> Accounts => accounts.Rows;

    /// <summary>Transfers of all books, refused ones included, in no promised order.</summary>
    public IEnumerable<KeyValuePair<BookId, Transfer>> Transfers => transfers.Rows;

    /// <summary>Finds an account; null when there is none.</summary>
    public Account? FindAccount(string book, Id128 id) => accounts.TryGet(new BookId(book, id), out var account) ? account : null;

    /// <summary>Finds a transfer, refused ones included; null when there is none.</summary>
    public Transfer? FindTransfer(string book, Id128 id) => transfers.TryGet(new BookId(book, id), out var transfer) ? transfer : null;

    /// <summary>Finds what a pending transfer holds; null when there is no such pending transfer.</summary>
    public Hold? FindHold(string book, Id128 id) => holds.TryGet(new BookId(book, id), out var hold) ? hold : null;

    /// <summary>Gets accounts of a book in the order of their creation.</summary>
    /// <param name="book">Book.</param>
    /// <param name="first">Number of the first, from 0.</param>
    /// <param name="countMax">At most so many.</param>
    public IEnumerable<Account> AccountsFrom(string book, long first, int countMax)
    {
        var end = Math.Min(accountCounts.TryGet(book, out var count) ? count : 0, first + countMax);
        for (var number = first; number < end; number++)
        {
            yield return accounts.Get(new BookId(book, order.Get((book, number))));
        }
    }

    /// <summary>Applies one event. Never refuses: what happened, happened.</summary>
    public void Apply(LedgerEvent happened, Moment time)
    {
        switch (happened)
        {
            case AccountCreated created:
                Apply(created, time);
                break;
            case TransferApplied applied:
                Apply(applied, time);
                break;
            case TransferRefused refused:
                transfers.Set(new BookId(refused.Book, refused.Terms.Id), new Transfer(refused.Terms, refused.Status, time));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{happened.GetType().Name} is not an event of the ledger.");
        }
    }

    private void Apply(AccountCreated created, Moment time)
    {
        var count = accountCounts.TryGet(created.Book, out var known) ? known : 0;
        accounts.Set(new BookId(created.Book, created.Terms.Id), new Account(created.Terms, time, default));
        order.Set((created.Book, count), created.Terms.Id);
        accountCounts.Set(created.Book, count + 1);
    }

    private void Apply(TransferApplied applied, Moment time)
    {
        var book = applied.Book;
        transfers.Set(new BookId(book, applied.Terms.Id), new Transfer(applied.Terms, TransferStatus.Created, time));
        switch (applied.Terms.Kind)
        {
            case TransferKind.Single:
                Change(book, applied.DebitAccountId, balances => balances.Debit(applied.Amount));
                Change(book, applied.CreditAccountId, balances => balances.Credit(applied.Amount));
                break;
            case TransferKind.Pending:
                Change(book, applied.DebitAccountId, balances => balances.HoldDebit(applied.Amount));
                Change(book, applied.CreditAccountId, balances => balances.HoldCredit(applied.Amount));
                holds.Set(new BookId(book, applied.Terms.Id), new Hold(
                    applied.DebitAccountId, applied.CreditAccountId, applied.Amount, HoldState.Open));
                break;
            case TransferKind.Post:
                var ended = checked(applied.Amount + applied.Released);
                Change(book, applied.DebitAccountId, balances => balances.ReleaseDebit(ended).Debit(applied.Amount));
                Change(book, applied.CreditAccountId, balances => balances.ReleaseCredit(ended).Credit(applied.Amount));
                Release(book, applied.Terms.PendingId, ended, HoldState.Posted);
                break;
            case TransferKind.Void:
                Change(book, applied.DebitAccountId, balances => balances.ReleaseDebit(applied.Amount));
                Change(book, applied.CreditAccountId, balances => balances.ReleaseCredit(applied.Amount));
                Release(book, applied.Terms.PendingId, applied.Amount, HoldState.Voided);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"{applied.Terms.Kind} is not a kind of transfer.");
        }
    }

    private void Release(string book, Id128 pendingId, UInt128 amount, HoldState endState)
    {
        var key = new BookId(book, pendingId);
        var hold = holds.Get(key);
        var held = checked(hold.Held - amount);
        holds.Set(key, hold with { Held = held, State = held == 0 ? endState : HoldState.Open });
    }

    private void Change(string book, Id128 id, Func<Balances, Balances> change)
    {
        var key = new BookId(book, id);
        var account = accounts.Get(key);
        accounts.Set(key, account with { Balances = change(account.Balances) });
    }
}
