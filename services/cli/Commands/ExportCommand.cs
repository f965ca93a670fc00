using Mesh.Cli.Books;
using Mesh.Cli.Clients;

namespace Mesh.Cli.Commands;

/// <summary>Prints a whole book in a format of others, as it is read: it is never all in memory.</summary>
internal static class ExportCommand
{
    /// <summary>Names of the formats.</summary>
    public static readonly string[] Formats = ["hledger", "csv", "jsonl"];

    public static async Task<int> RunAsync(string tenant, string format, CancellationToken cancellationToken)
    {
        using var clients = new MeshClients(MeshAccess.Running());
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        if (format == "jsonl")
        {
            await BookFile.WriteAsync(clients, tenant, output, cancellationToken);
            return 0;
        }

        using IBookWriter writer = format == "hledger" ? new HledgerWriter(output) : new CsvBookWriter(output);
        await foreach (var happened in BookFeed.ReadAsync(clients, tenant, cancellationToken))
        {
            writer.Write(happened);
        }

        return 0;
    }
}
