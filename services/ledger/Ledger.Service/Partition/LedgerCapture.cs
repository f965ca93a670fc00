using Google.Protobuf;
using Mesh.Journal;
using Mesh.Kernel;
using Mesh.Ledger.Domain;
using Mesh.Ledger.V1;

namespace Mesh.Ledger.Service.Partition;

/// <summary>
/// A snapshot of the ledger that is being taken. Books and holds are copied at once; accounts, which are many, follow page by page, each
/// with the time that it stands for.
/// </summary>
internal sealed class LedgerCapture : IStateCapture<LedgerState>
{
    private const int HoldsOfASlice = 2_048;
    private const int BooksOfASlice = 256;
    private const int AccountsOfASlice = 2_048;

    /// <summary>Slices of what was copied, each made when its turn comes.</summary>
    private readonly IEnumerator<LedgerSlice> copied;

    /// <summary>Books and how many pages they had at the beginning: accounts created since come from the records.</summary>
    private readonly Queue<(Book Book, int Page)> pages = new();

    public LedgerCapture(LedgerState state)
    {
        var books = state.Books.OrderBy(book => book.Name, StringComparer.Ordinal).ToList();
        copied = SlicesOf(books.ConvertAll(book => book.TakeSnapshot())).GetEnumerator();
        foreach (var book in books)
        {
            for (var page = 0; page < book.AccountPageCount; page++)
            {
                pages.Enqueue((book, page));
            }
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Next(LedgerState state, Moment now)
    {
        if (copied.MoveNext())
        {
            return copied.Current.ToByteArray();
        }

        var slice = new LedgerSlice();
        var count = 0;
        while (count < AccountsOfASlice && pages.TryDequeue(out var next))
        {
            var page = LedgerSlices.ToSlice(next.Book.Name, next.Book.AccountPage(next.Page), now);
            slice.Pages.Add(page);
            count += page.Accounts.Count;
        }

        if (slice.Pages.Count == 0)
        {
            return null;
        }

        return slice.ToByteArray();
    }

    private static IEnumerable<LedgerSlice> SlicesOf(IReadOnlyList<BookSnapshot> snapshots)
    {
        foreach (var some in snapshots.Chunk(BooksOfASlice))
        {
            yield return new LedgerSlice { Books = { some.Select(LedgerSlices.ToSlice) } };
        }

        foreach (var some in snapshots.SelectMany(LedgerSlices.HoldsOf).Chunk(HoldsOfASlice))
        {
            yield return new LedgerSlice { Holds = { some } };
        }
    }
}
