using Mesh.Kernel;

namespace Mesh.Ledger.Domain;

/// <summary>
/// Everything that one partition of the ledger knows: the fold of its events. Changes inside an open undo scope can be taken back.
/// </summary>
public sealed class LedgerState
{
    private readonly UndoTable<string, Book> books;
    private readonly UndoSortedSet<HoldExpiry> expiries;

    public LedgerState()
    {
        books = new(Undo);
        expiries = new(Undo, HoldExpiry.Order);
    }

    /// <summary>Takes back changes.</summary>
    public UndoLog Undo { get; } = new();

    /// <summary>Books in no promised order.</summary>
    public IEnumerable<Book> Books => books.Values;

    /// <summary>Open holds that expire, the earliest first.</summary>
    public IEnumerable<HoldExpiry> Expiries => expiries.Items;

    /// <summary>The open hold that expires first; null when none does.</summary>
    public HoldExpiry? NextExpiry => expiries.TryGetFirst(out var first) ? first : null;

    /// <summary>Finds a book; null when nothing was ever decided in it.</summary>
    public Book? FindBook(string name) => books.TryGet(name, out var book) ? book : null;

    /// <summary>Applies one event. Never refuses: what happened, happened.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="recordTime">When the journal recorded it.</param>
    public void Apply(LedgerEvent happened, Moment recordTime) => BookOf(happened.Book).Apply(happened, recordTime);

    /// <summary>
    /// Lists the keys of the history on which the decision of a command depends: whatever of it is not in memory has to be brought back
    /// by <see cref="Recall"/> before.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="mayBePast">False for a key that the history surely has nothing under.</param>
    /// <param name="keys">Takes the keys; one may come twice.</param>
    public void ListQuestions(LedgerCommand command, Predicate<UInt128> mayBePast, ICollection<UInt128> keys)
    {
        if (FindBook(command.Book) is not { } book)
        {
            return;
        }

        if (command is CreateTransfers create)
        {
            foreach (var terms in create.Transfers)
            {
                book.ListQuestions(terms, mayBePast, keys);
            }
        }
        else if (command is UpdateAccounts update)
        {
            foreach (var terms in update.Updates)
            {
                book.ListQuestions(terms, mayBePast, keys);
            }
        }
        else if (command is RestoreEvents restore)
        {
            foreach (var happened in restore.Events)
            {
                book.ListQuestions(happened, mayBePast, keys);
            }
        }
    }

    /// <summary>Brings an event back from the history, for the decisions until <see cref="ForgetRecalled"/>. Oldest first.</summary>
    public void Recall(LedgerEvent happened, Moment recordTime) =>
        BookOf(happened.Book).Recall(happened, happened.TimeOf(recordTime));

    /// <summary>Forgets what was brought back.</summary>
    public void ForgetRecalled()
    {
        foreach (var book in books.Values)
        {
            book.ForgetRecalled();
        }
    }

    /// <summary>Makes the transfers in memory older: they are about to be found through the history. With no undo scope open.</summary>
    public void Cut()
    {
        foreach (var book in books.Values)
        {
            book.Cut();
        }
    }

    /// <summary>Forgets the transfers of the oldest cut.</summary>
    public void Forget()
    {
        foreach (var book in books.Values)
        {
            book.Forget();
        }
    }

    /// <summary>Puts back what a snapshot has of a book; its holds are put back one by one.</summary>
    public void Restore(BookSnapshot snapshot) => BookOf(snapshot.Name).TakeBack(snapshot);

    /// <summary>Puts back an open hold.</summary>
    public void RestoreHold(string book, Id128 pendingId, Hold hold) => BookOf(book).RestoreHold(pendingId, hold);

    /// <summary>Puts back a page of accounts, behind those of its book that are there.</summary>
    /// <param name="book">Name of the book.</param>
    /// <param name="page">The accounts.</param>
    /// <param name="asOf">
    /// Until when they are up to date: what is applied of an earlier time leaves them alone, although it may change all else.
    /// </param>
    public void RestoreAccounts(string book, ReadOnlySpan<Account> page, Moment asOf) => BookOf(book).RestoreAccounts(page, asOf);

    private Book BookOf(string name)
    {
        if (!books.TryGet(name, out var book))
        {
            book = new Book(name, Undo, expiries);
            books.Set(name, book);
        }

        return book;
    }
}
