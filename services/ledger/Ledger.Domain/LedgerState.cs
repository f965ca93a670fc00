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
    public void Apply(LedgerEvent happened, Moment time) => BookOf(happened).Apply(happened, time);

    private Book BookOf(LedgerEvent happened)
    {
        if (!books.TryGet(happened.Book, out var book))
        {
            book = new Book(happened.Book, Undo, expiries);
            books.Set(happened.Book, book);
        }

        return book;
    }
}
