using Google.Protobuf;
using Mesh.Cli.Books;
using Mesh.Ledger.V1;

namespace Mesh.Cli.Tests.Books;

/// <summary>The file of a book: what was written is read, and what is not whole is refused.</summary>
public sealed class BookFileTests : IDisposable
{
    private const string Hash = "00ff";
    private readonly string path = Path.GetTempFileName();
    private readonly BookEvents book = new BookEvents().Accounts().Transfer("SINGLE", ulong.MaxValue, reference: "line\nbreak").Expiry(9);

    public void Dispose() => File.Delete(path);

    [Fact]
    public async Task ReadAsync_WholeFile_GivesTheSameEvents()
    {
        Write(LinesOf(book.All.Count));
        var file = new BookFile(path);

        var end = file.ReadEnd();

        Assert.Equal(new BookFileEnd("acme", book.All.Count, Hash), end);
        Assert.Equal(book.All, await ReadAsync(file, end.EventCount));
    }

    [Fact]
    public void ReadEnd_LastLineMissing_IsRefused()
    {
        Write(LinesOf(book.All.Count)[..^1]);

        Assert.Throws<CliException>(() => new BookFile(path).ReadEnd());
    }

    [Fact]
    public async Task ReadAsync_LineMissing_IsRefused()
    {
        Write(LinesOf(book.All.Count)[1..]);
        var file = new BookFile(path);

        await Assert.ThrowsAsync<CliException>(() => ReadAsync(file, file.ReadEnd().EventCount));
    }

    [Fact]
    public async Task ReadAsync_LineThatIsNoEvent_IsRefusedByItsNumber()
    {
        var lines = LinesOf(book.All.Count);
        lines[1] = "{\"somethingElse\":1}";
        Write(lines);
        var file = new BookFile(path);

        var problem = await Assert.ThrowsAsync<CliException>(() => ReadAsync(file, file.ReadEnd().EventCount));

        Assert.Contains("line 2", problem.Message, StringComparison.Ordinal);
    }

    private string[] LinesOf(int count) =>
        [.. book.All.Select(happened => JsonFormatter.Default.Format(happened)), BookFile.LastLine(new BookFileEnd("acme", count, Hash))];

    private void Write(string[] lines) => File.WriteAllLines(path, lines);

    private static async Task<List<LedgerEvent>> ReadAsync(BookFile file, long count)
    {
        var events = new List<LedgerEvent>();
        await foreach (var happened in file.ReadAsync(count, TestContext.Current.CancellationToken))
        {
            events.Add(happened);
        }

        return events;
    }
}
