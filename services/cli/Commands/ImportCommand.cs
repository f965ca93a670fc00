using System.Text.Json;
using Mesh.Cli.Books;
using Mesh.Cli.Clients;
using Spectre.Console;

namespace Mesh.Cli.Commands;

/// <summary>Imports a book that <c>export --format jsonl</c> has written, and shows that it is the same.</summary>
internal static class ImportCommand
{
    public static async Task<int> RunAsync(string path, string tenant, bool isJson, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"there is no file {path}.");
        }

        using var clients = new MeshClients(MeshAccess.Running());
        var result = await new BookImport(clients, tenant, new BookFile(path)).RunAsync(cancellationToken);
        if (isJson)
        {
            Consoles.PlainOutput.WriteLine(JsonOf(tenant, result));
        }
        else
        {
            Print(tenant, result);
        }

        return result.IsSame ? 0 : 1;
    }

    private static void Print(string tenant, BookImportResult result)
    {
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("book", $"{Markup.Escape(tenant)}, from {Markup.Escape(result.Expected.Book)}");
        grid.AddRow("events", $"{result.RestoredCount} imported, {result.ReplayedCount} were there already");
        grid.AddRow("state hash of the file", Markup.Escape(result.Expected.StateHash));
        grid.AddRow("state hash of the book", Markup.Escape(result.StateHash));
        grid.AddRow(
            "checked",
            result.HasGoneOn ? "[green]the same events[/]; the book was imported before and has gone on since"
            : result.IsSame ? "[green]the same[/]"
            : "[red]DIFFERENT[/]: the book stays closed; import into a new one, and report this");
        Consoles.Output.Write(grid);
    }

    private static string JsonOf(string tenant, BookImportResult result) => JsonSerializer.Serialize(new
    {
        book = tenant,
        fromBook = result.Expected.Book,
        events = result.Expected.EventCount,
        restored = result.RestoredCount,
        replayed = result.ReplayedCount,
        expectedStateHash = result.Expected.StateHash,
        stateHash = result.StateHash,
        same = result.IsSame,
        goneOn = result.HasGoneOn,
    });
}
