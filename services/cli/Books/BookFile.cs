using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.Protobuf;
using Mesh.Cli.Clients;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Books;

/// <summary>
/// A whole book in a file: one <c>mesh.ledger.v1.LedgerEvent</c> a line in the JSON form of Protobuf, nothing left out, and a last line
/// that says how many there are and what the state hash of the book was after them. A file without it is not whole.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class BookFile(string path)
{
    /// <summary>Writes a book as it is now.</summary>
    /// <param name="clients">The ledger.</param>
    /// <param name="book">The book.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(MeshClients clients, string book, TextWriter output, CancellationToken cancellationToken)
    {
        // The hash first: it says after which record it is, and the events are read up to there.
        var request = new GetBookHashRequest { Book = book };
        var hash = await Patient.CallAsync(options => clients.Ledger.GetBookHashAsync(request, options), cancellationToken);
        var count = 0L;
        await foreach (var happened in BookFeed.ReadAsync(clients, book, hash.Sequence, cancellationToken))
        {
            if (IsPart(happened))
            {
                await output.WriteLineAsync(JsonFormatter.Default.Format(happened));
                count++;
            }
        }

        await output.WriteLineAsync(LastLine(new BookFileEnd(book, count, Convert.ToHexStringLower(hash.StateHash.Span))));
    }

    /// <summary>True for what a book is made of; that it was itself restored once is not.</summary>
    public static bool IsPart(LedgerEvent happened) => happened.EventCase != LedgerEvent.EventOneofCase.RestoreFinished;

    /// <summary>Gets the event as it is in every copy of its book.</summary>
    public static LedgerEvent WithoutPlace(LedgerEvent happened) =>
        new(happened) { Partition = 0, Sequence = 0, Index = 0, Book = "", Restored = false };

    /// <summary>Reads the last line.</summary>
    /// <exception cref="CliException">The file is not whole, or no book.</exception>
    public BookFileEnd ReadEnd()
    {
        var last = File.ReadLines(path).LastOrDefault(line => line.Length > 0) ?? "";
        try
        {
            using var parsed = JsonDocument.Parse(last);
            var end = parsed.RootElement.GetProperty("end");
            return new BookFileEnd(
                end.GetProperty("book").GetString()!, end.GetProperty("events").GetInt64(), end.GetProperty("stateHash").GetString()!);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CliException(
                $"{path} does not end as a whole export does: make it again with `mesh export --format jsonl`.", problem);
        }
    }

    /// <summary>Reads the events in order; they are never all in memory.</summary>
    /// <exception cref="CliException">A line is no event.</exception>
    public async IAsyncEnumerable<LedgerEvent> ReadAsync(long count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0L;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            if (line.Length > 0 && number++ < count)
            {
                yield return Parse(line, number);
            }
        }

        if (number != count + 1)
        {
            throw new CliException($"{path} has {number - 1} events, but its last line says that there are {count}: make it again.");
        }
    }

    /// <summary>Writes the last line.</summary>
    public static string LastLine(BookFileEnd end) => JsonSerializer.Serialize(
        new { end = new { book = end.Book, events = end.EventCount, stateHash = end.StateHash } });

    private LedgerEvent Parse(string line, long number)
    {
        try
        {
            return LedgerEvent.Parser.ParseJson(line);
        }
        catch (Exception problem) when (problem is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new CliException($"{path}, line {number} is no event of this version of mesh: {problem.Message}", problem);
        }
    }
}
