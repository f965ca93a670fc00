using Google.Protobuf.WellKnownTypes;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>
/// Imports a book from its file, event by event, and compares what came of it with the file. Cut off anywhere, it is simply run again: what
/// is there already is passed over.
/// </summary>
/// <param name="clients">The ledger.</param>
/// <param name="book">Book that is made.</param>
/// <param name="file">The file.</param>
internal sealed class BookImport(MeshClients clients, string book, BookFile file)
{
    // A request stays far below the size of a record, whatever the ledger adds to an event.
    private const int EventsMax = 500;
    private const int BytesMax = 256 * 1024;

    private readonly List<LedgerEvent> waiting = [];
    private Timestamp? previous;
    private int waitingBytes;
    private ulong restored;
    private ulong replayed;

    /// <summary>Imports it.</summary>
    /// <exception cref="CliException">The file is not whole, or the book has other events.</exception>
    public async Task<BookImportResult> RunAsync(CancellationToken cancellationToken)
    {
        var end = file.ReadEnd();
        await foreach (var happened in file.ReadAsync(end.EventCount, cancellationToken))
        {
            // The second leg of an exchange is checked against the first: they travel together.
            var mayCut = happened.TransferCreated?.ExchangeRate is null;
            if (mayCut && (waiting.Count >= EventsMax || waitingBytes >= BytesMax))
            {
                await SendAsync(cancellationToken);
            }

            waiting.Add(BookFile.WithoutPlace(happened));
            waitingBytes += happened.CalculateSize();
        }

        await SendAsync(cancellationToken);
        var (isFinished, hasGoneOn) = await CompareAsync(end, cancellationToken);
        var request = new GetBookHashRequest { Book = book };
        var found = await Patient.CallAsync(options => clients.Ledger.GetBookHashAsync(request, options), cancellationToken);
        var hash = Convert.ToHexStringLower(found.StateHash.Span);
        var isSame = hasGoneOn || hash == end.StateHash;
        if (isSame && !isFinished && end.EventCount > 0)
        {
            await Patient.CallAsync(
                options => clients.Ledger.FinishRestoreAsync(new FinishRestoreRequest { Book = book }, options), cancellationToken);
        }

        return new BookImportResult(end, restored, replayed, hash, isSame, hasGoneOn);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return;
        }

        var request = new RestoreEventsRequest { Book = book, PreviousTime = previous, Events = { waiting } };
        var response = await Patient.CallAsync(options => clients.Ledger.RestoreEventsAsync(request, options), cancellationToken);
        restored += response.RestoredCount;
        replayed += response.ReplayedCount;
        previous = waiting[^1].EventTime;
        waiting.Clear();
        waitingBytes = 0;
    }

    /// <summary>Compares the events of the book with the file, and says whether the import was finished, and followed.</summary>
    private async Task<(bool IsFinished, bool HasGoneOn)> CompareAsync(BookFileEnd end, CancellationToken cancellationToken)
    {
        var isFinished = false;
        await using var expected = file.ReadAsync(end.EventCount, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (var happened in BookFeed.ReadAsync(clients, book, cancellationToken))
        {
            if (!BookFile.IsPart(happened))
            {
                isFinished = true;
            }
            else if (isFinished)
            {
                return (IsFinished: true, HasGoneOn: true);
            }
            else if (!await expected.MoveNextAsync()
                || !BookFile.WithoutPlace(expected.Current).Equals(BookFile.WithoutPlace(happened)))
            {
                throw new CliException(
                    $"book '{book}' is not this file's: its event in record {happened.Sequence} is another one. Import into a new book.");
            }
        }

        return await expected.MoveNextAsync()
            ? throw new CliException($"book '{book}' lacks events of the file: run the same command again.")
            : (isFinished, HasGoneOn: false);
    }
}
